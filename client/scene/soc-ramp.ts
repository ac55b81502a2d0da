/** Colours of a state of charge, from empty to full; a figure always stands beside them. */

const STOPS = [0xf0524f, 0xf5a524, 0x9bd14b, 0x2fd6a0] as const;

/** 0xRRGGBB for 0-1. */
export function socColor(soc: number): number {
  const place = Math.min(0.9999, Math.max(0, soc)) * (STOPS.length - 1);
  const [a, b] = [STOPS[Math.floor(place)], STOPS[Math.floor(place) + 1]];
  const share = place - Math.floor(place);
  const mix = (shift: number): number =>
    Math.round(((a >> shift) & 255) + (((b >> shift) & 255) - ((a >> shift) & 255)) * share) << shift;
  return mix(16) | mix(8) | mix(0);
}
