/**
 * Web-Mercator tiles of zoom 16 and their quadkeys: how the public copies are sorted by place (a tile is 611 m wide times cos latitude).
 * Computed with + - * / alone, so that a vehicle on a tile's edge is in the same tile on every machine.
 */

export const TILE_ZOOM = 16;
const TILES = 65536;
/** Latitude at which the square map ends, degrees. */
const EDGE_DEG = 85.05112877980659;
const RAD_PER_DEG = 3.141592653589793 / 180;
const LN_2 = 0.6931471805599453;
const TWO_PI = 6.283185307179586;

/** Number of the tile of a place in 1e-7 degrees (as on the wire): column * 65536 + row; row 0 is the northernmost. */
export function tileOf(lat_e7: number, long_e7: number): number {
  const column = clampTile(((long_e7 / 1e7 + 180) / 360) * TILES);
  const lat_deg = Math.max(-EDGE_DEG, Math.min(EDGE_DEG, lat_e7 / 1e7));
  const s = sine(lat_deg * RAD_PER_DEG);
  // Mercator ordinate atanh(sin lat), which needs neither tangent nor secant.
  const row = clampTile((0.5 - (0.5 * logarithm((1 + s) / (1 - s))) / TWO_PI) * TILES);
  return column * TILES + row;
}

function clampTile(place: number): number {
  return Math.max(0, Math.min(TILES - 1, Math.floor(place)));
}

/** Quadkey of a tile number: 16 digits 0 to 3, the first for the largest square. */
export function quadkey(tile: number): string {
  const column = Math.floor(tile / TILES);
  const row = tile - column * TILES;
  let key = '';
  for (let bit = TILE_ZOOM - 1; bit >= 0; bit--) key += String(((column >> bit) & 1) + 2 * ((row >> bit) & 1));
  return key;
}

/** Tile number of a quadkey; undefined where the text is none of zoom 16. */
export function tileOfQuadkey(key: string): number | undefined {
  if (!/^[0-3]{16}$/.test(key)) return undefined;
  let column = 0;
  let row = 0;
  for (let i = 0; i < TILE_ZOOM; i++) {
    const digit = key.charCodeAt(i) - 48;
    column = column * 2 + (digit & 1);
    row = row * 2 + (digit >> 1);
  }
  return column * TILES + row;
}

/** Taylor series for |x| < pi / 2; error below 1e-15. */
function sine(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; n <= 13; n++) {
    term = (-term * square) / (2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}

/** Natural logarithm of a positive number near 1: powers of two taken out, then the series of atanh. */
function logarithm(x: number): number {
  let rest = x;
  let powers = 0;
  while (rest > 1.5) {
    rest /= 2;
    powers++;
  }
  while (rest < 0.75) {
    rest *= 2;
    powers--;
  }
  const z = (rest - 1) / (rest + 1);
  const square = z * z;
  let sum = 0;
  for (let n = 27; n >= 1; n -= 2) sum = sum * square + 1 / n;
  return powers * LN_2 + 2 * z * sum;
}
