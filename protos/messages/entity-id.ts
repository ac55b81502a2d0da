/** Names of vehicles, RSUs, stations, agents and runs: they stand in topics and entries, and order the hash. */

const PATTERN = /^[A-Za-z0-9_.:-]{1,64}$/;

export function isEntityId(text: string): boolean {
  return PATTERN.test(text);
}

/** Makes an id of any text: other characters become '-', the rest is cut off at 64; 'x' for an empty text. */
export function sanitiseId(text: string): string {
  const cleaned = text.replace(/[^A-Za-z0-9_.:-]/g, '-').slice(0, 64);
  return cleaned === '' ? 'x' : cleaned;
}

/** Id of the RSU of a signal. */
export function rsuId(signal: string): string {
  return sanitiseId(`rsu-${signal}`);
}

/** Id of the built-in coordinator. */
export const CLOUD_ID = 'cloud';
