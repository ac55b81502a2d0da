/** Numbers as people read them; digits do not jump because panels use tabular figures. Pure. */

/** Simulated time since the start: h:mm:ss. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Time of day: hh:mm. */
export function formatDaytime(ms: number): string {
  const minutes = Math.floor(ms / 60_000) % 1440;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A count with thin spaces between thousands. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

export function formatSpeed(mps: number): string {
  return `${(mps * 3.6).toFixed(1)} km/h`;
}

export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** 1, 0.5, 16: no more digits than needed. */
export function formatPace(pace: number): string {
  if (pace >= 10) return pace.toFixed(0);
  return Number(pace.toFixed(pace < 1 ? 2 : 1)).toString();
}

/** The steps of the pace control; 0 = as fast as possible, after the fastest one. */
export const PACES = [0.25, 0.5, 1, 2, 4, 8, 16, 0] as const;

/** The next pace up (1) or down (-1); the ends stay where they are. */
export function nextPace(pace: number, direction: 1 | -1): number {
  const order = (value: number): number => (value === 0 ? Infinity : value);
  const sorted = PACES.toSorted((a, b) => order(a) - order(b));
  const candidates = sorted.filter((each) => (direction > 0 ? order(each) > order(pace) : order(each) < order(pace)));
  return (direction > 0 ? candidates[0] : candidates[candidates.length - 1]) ?? pace;
}
