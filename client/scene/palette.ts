/** Colours of the scene by day and by night. Panels have the same tokens in style.css. */

export type Theme = 'day' | 'night';

export interface Palette {
  readonly sky: number;
  readonly zenith: number;
  readonly ground: number;
  /** What shows where the ground is opened. */
  readonly depth: number;
  /** Steep ground. */
  readonly slope: number;
  readonly water: number;
  readonly walls: readonly number[];
  readonly glass: number;
  readonly concrete: number;
  readonly pavement: number;
  readonly kerb: number;
  readonly walk: number;
  readonly rail: number;
  readonly asphalt: number;
  readonly bus: number;
  readonly cycle: number;
  readonly white: number;
  readonly centre: number;
  readonly tree: number;
  readonly trunk: number;
  readonly mast: number;
  readonly accent: number;
  readonly warn: number;
  readonly crit: number;
  /** Arcs by link: direct radio, uplink, downlink, wired. */
  readonly arc_pc5: number;
  readonly arc_up: number;
  readonly arc_down: number;
  readonly arc_wired: number;
  readonly fog_near_m: number;
  readonly fog_far_m: number;
  readonly sky_light: number;
  readonly ground_light: number;
  readonly hemisphere: number;
  readonly sun: number;
  readonly sun_strength: number;
  readonly environment: number;
  readonly exposure: number;
  /** 0 by day, 1 by night: how much lamps shine. */
  readonly lamps: number;
}

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  day: {
    sky: 0xdfe9f1,
    zenith: 0x9fc3e0,
    ground: 0xc3cfba,
    depth: 0x4d5358,
    slope: 0xb7b6a4,
    water: 0x6fa3c4,
    walls: [0xe9edf0, 0xdde4e9, 0xd3dce3, 0xeef0ee, 0xe6dfd4],
    glass: 0x9db2c4,
    concrete: 0xb9c0c6,
    pavement: 0xb4bcc3,
    kerb: 0xc6ccd1,
    walk: 0xbcc3c8,
    rail: 0x9aa19f,
    asphalt: 0x59616a,
    bus: 0x6d5f5c,
    cycle: 0x7b5f58,
    white: 0xf6f8fa,
    centre: 0xf0bf4b,
    tree: 0x6c9d6a,
    trunk: 0x7a6652,
    mast: 0x77828c,
    accent: 0x0a6fab,
    warn: 0xd98200,
    crit: 0xcf2f2c,
    arc_pc5: 0x7a3ff2,
    arc_up: 0x0a6fab,
    arc_down: 0xc56a00,
    arc_wired: 0x0b7a59,
    fog_near_m: 350,
    fog_far_m: 1500,
    sky_light: 0xeaf4ff,
    ground_light: 0xa59f8e,
    hemisphere: 1.7,
    sun: 0xfff1d6,
    sun_strength: 2.3,
    environment: 0.35,
    exposure: 0.88,
    lamps: 0,
  },
  night: {
    sky: 0x101a28,
    zenith: 0x070c15,
    ground: 0x38444c,
    depth: 0x10161c,
    slope: 0x414a4c,
    water: 0x1d3246,
    walls: [0x46586c, 0x4d6076, 0x405264, 0x546a80, 0x4c5a6c],
    glass: 0x1b2836,
    concrete: 0x6a7682,
    pavement: 0x68737d,
    kerb: 0x7c868f,
    walk: 0x5a6772,
    rail: 0x3a424a,
    asphalt: 0x4a525a,
    bus: 0x5a5052,
    cycle: 0x604d4d,
    white: 0xdbe4ec,
    centre: 0xf0bf4b,
    tree: 0x4a7f5c,
    trunk: 0x4a4038,
    mast: 0x8796a5,
    accent: 0x38bdf8,
    warn: 0xf5a524,
    crit: 0xff5a54,
    arc_pc5: 0xa78bfa,
    arc_up: 0x38bdf8,
    arc_down: 0xf5a524,
    arc_wired: 0x2fd6a0,
    fog_near_m: 260,
    fog_far_m: 1200,
    sky_light: 0xb4c8ea,
    ground_light: 0x3d4756,
    hemisphere: 2.3,
    sun: 0xbcd2ff,
    sun_strength: 1.1,
    environment: 0.12,
    exposure: 1.15,
    lamps: 1,
  },
};

/** Colours of signal lamps, lit; the same by day and by night. */
export const LAMP = { red: 0xff4b42, yellow: 0xffb52e, green: 0x2fe38f, off: 0x1c2126 } as const;

/** Body paints of vehicles whose demand gives no colour; which one is settled by the vehicle's id. */
const CAR_PAINTS = [0xdfe5ea, 0xc6cfd6, 0x8fa3b5, 0x3b4a5a, 0xb7442f, 0x2f6fb7, 0x5d6b76, 0xe9ebe8] as const;
const SHAPE_PAINTS: Readonly<Record<string, number>> = {
  taxi: 0xf2b632,
  bus: 0x2fa39a,
  tram: 0xb43a3a,
  emergency: 0xf4f6f8,
  trailer: 0xd9dee2,
};

/** Paint of a vehicle, 0xRRGGBB. */
export function paintOf(shape: string, id: string, color_rgb: number): number {
  if (color_rgb >= 0) return color_rgb;
  const fixed = SHAPE_PAINTS[shape];
  if (fixed !== undefined) return fixed;
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  return CAR_PAINTS[((hash ^ (hash >>> 15)) >>> 0) % CAR_PAINTS.length];
}

/** Is it dark at this time of day? Sun up from 6:30 to 19:30: a plain rule, good enough to light a picture. */
export function themeAt(time_of_day_ms: number): Theme {
  const hour = (time_of_day_ms / 3_600_000) % 24;
  return hour >= 6.5 && hour < 19.5 ? 'day' : 'night';
}
