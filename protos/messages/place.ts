/** Places in messages: local metres in SI, WGS-84 integers in rows. */
import type { PlaceField } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import { eastOf, elevationOf, heightOf, latitudeOf, longitudeOf, northOf } from './local-frame.ts';
import { ABSENT } from './row.ts';
import { ELEVATION, LATITUDE, LONGITUDE, OFFSET_LL, OFFSET_V } from './units.ts';

/** Local east-north-up metres; null = unavailable. z may be left out. */
export interface Place {
  x_m: number | null;
  y_m: number | null;
  z_m?: number | null;
}

/** The last absolute place of a message: what its offsets refer to. Wire integers. */
export interface Reference {
  readonly frame: LocalFrame;
  lat: number;
  long: number;
  /** 0 where the absolute place has no elevation. */
  elevation: number;
}

export function createReference(frame: LocalFrame): Reference {
  return { frame, lat: 0, long: 0, elevation: 0 };
}

/** Remembers the absolute place in ints[at..at+3). */
export function refer(reference: Reference, ints: Int32Array, at: number): void {
  const elevation = ints[at + 2];
  reference.lat = ints[at];
  reference.long = ints[at + 1];
  reference.elevation = elevation === ABSENT || elevation === ELEVATION.invalid ? 0 : elevation;
}

/**
 * Writes three columns. An unknown position or one out of an offset's reach: RangeError where the field must be known; an offset has no
 * value for an unknown height, so that is left out.
 */
export function writePlace(field: PlaceField, value: Place, ints: Int32Array, at: number, reference: Reference): void {
  const { frame } = reference;
  if (field.known && !(Number.isFinite(value.x_m) && Number.isFinite(value.y_m)))
    throw new RangeError(`${field.wire}: position must be known`);
  const z_m = value.z_m;
  if (!field.offset) {
    ints[at] = latitudeOf(frame, value.y_m);
    ints[at + 1] = longitudeOf(frame, value.x_m);
    ints[at + 2] = z_m === undefined ? ABSENT : elevationOf(z_m);
    refer(reference, ints, at);
    return;
  }
  ints[at] = offset(frame.lat0_e7 + value.y_m! * frame.e7_per_m_lat - reference.lat, field.wire);
  ints[at + 1] = offset(frame.lon0_e7 + value.x_m! * frame.e7_per_m_lon - reference.long, field.wire);
  const rise = z_m === undefined || z_m === null ? NaN : Math.round(z_m * ELEVATION.per_si) - reference.elevation;
  ints[at + 2] = rise !== rise ? ABSENT : Math.max(OFFSET_V.min, Math.min(OFFSET_V.max, rise));
}

function offset(value: number, name: string): number {
  const wire = Math.round(value);
  if (wire < OFFSET_LL.min || wire > OFFSET_LL.max)
    throw new RangeError(`${name}: too far from the reference position`);
  return wire;
}

/** Reads three columns; undefined where the place is absent. */
export function readPlace(field: PlaceField, ints: Int32Array, at: number, reference: Reference): Place | undefined {
  if (ints[at] === ABSENT) return undefined;
  const { frame } = reference;
  if (!field.offset) {
    refer(reference, ints, at);
    const value: Place = {
      x_m: known(eastOf(frame, ints[at + 1])),
      y_m: known(northOf(frame, ints[at])),
    };
    if (ints[at + 2] !== ABSENT) value.z_m = known(heightOf(ints[at + 2]));
    return value;
  }
  const value: Place = {
    x_m: (reference.long + ints[at + 1] - frame.lon0_e7) / frame.e7_per_m_lon,
    y_m: (reference.lat + ints[at] - frame.lat0_e7) / frame.e7_per_m_lat,
  };
  if (ints[at + 2] !== ABSENT) value.z_m = (reference.elevation + ints[at + 2]) / ELEVATION.per_si;
  return value;
}

function known(value: number): number | null {
  return value !== value ? null : value;
}

/** Whether three received columns are in range. */
export function placeInRange(field: PlaceField, lat: number, long: number): boolean {
  const [north, east] = field.offset ? [OFFSET_LL, OFFSET_LL] : [LATITUDE, LONGITUDE];
  const lat_ok = (lat >= north.min && lat <= north.max) || (!field.known && lat === north.invalid);
  return lat_ok && ((long >= east.min && long <= east.max) || (!field.known && long === east.invalid));
}
