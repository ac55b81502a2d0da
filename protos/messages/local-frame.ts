/**
 * Local east-north-up metres <-> WGS-84 in 1e-7 degrees, by two constants: metres per degree at the map's origin.
 * Linear on purpose: it is exact to invert, the same on every machine, and over a city's few kilometres its error stays below that of the map.
 */
import { ELEVATION, LATITUDE, LONGITUDE, quantise, toSi } from './units.ts';

/** Geodetic place of local (0, 0) and the scale there. */
export interface LocalFrameConstants {
  readonly lat0_deg: number;
  readonly lon0_deg: number;
  readonly m_per_deg_lat: number;
  readonly m_per_deg_lon: number;
}

export interface LocalFrame extends LocalFrameConstants {
  readonly lat0_e7: number;
  readonly lon0_e7: number;
  readonly e7_per_m_lat: number;
  readonly e7_per_m_lon: number;
}

/** Throws RangeError where the constants are not finite or a scale is not positive. */
export function createLocalFrame(constants: LocalFrameConstants): LocalFrame {
  const { lat0_deg, lon0_deg, m_per_deg_lat, m_per_deg_lon } = constants;
  if (!(lat0_deg >= -90 && lat0_deg <= 90 && lon0_deg >= -180 && lon0_deg <= 180))
    throw new RangeError(`local frame: no place on earth: ${lat0_deg}, ${lon0_deg}`);
  if (!(m_per_deg_lat > 0 && m_per_deg_lon > 0))
    throw new RangeError('local frame: metres per degree must be positive');
  return {
    lat0_deg,
    lon0_deg,
    m_per_deg_lat,
    m_per_deg_lon,
    lat0_e7: lat0_deg * 1e7,
    lon0_e7: lon0_deg * 1e7,
    e7_per_m_lat: 1e7 / m_per_deg_lat,
    e7_per_m_lon: 1e7 / m_per_deg_lon,
  };
}

/**
 * Frame about a place, with metres per degree of the WGS-84 ellipsoid.
 * Series in multiples of the latitude (National Geospatial-Intelligence Agency, "Length of a degree of latitude and longitude").
 */
export function localFrameAt(lat0_deg: number, lon0_deg: number): LocalFrame {
  const c1 = cosine(lat0_deg);
  const c2 = 2 * c1 * c1 - 1;
  const c3 = c1 * (2 * c2 - 1);
  const c4 = 2 * c2 * c2 - 1;
  const c5 = 2 * c1 * c4 - c3;
  const c6 = 2 * c3 * c3 - 1;
  return createLocalFrame({
    lat0_deg,
    lon0_deg,
    m_per_deg_lat: 111132.92 - 559.82 * c2 + 1.175 * c4 - 0.0023 * c6,
    m_per_deg_lon: 111412.84 * c1 - 93.5 * c3 + 0.118 * c5,
  });
}

/** Cosine of an angle of at most 90 degrees by its Taylor series (error below 1e-15); Math.cos may differ between engines. */
function cosine(angle_deg: number): number {
  const square = (angle_deg * angle_deg * (3.141592653589793 * 3.141592653589793)) / 32400;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 14; n++) {
    term = (-term * square) / ((2 * n - 1) * (2 * n));
    sum += term;
  }
  return sum;
}

/** North metres -> latitude in 1e-7 deg; null or NaN -> the invalid value. */
export function latitudeOf(frame: LocalFrame, y_m: number | null): number {
  if (y_m === null || y_m !== y_m) return LATITUDE.invalid!;
  const wire = Math.round(frame.lat0_e7 + y_m * frame.e7_per_m_lat);
  return wire < LATITUDE.min ? LATITUDE.min : wire > LATITUDE.max ? LATITUDE.max : wire + 0;
}

/** East metres -> longitude in 1e-7 deg; null or NaN -> the invalid value. */
export function longitudeOf(frame: LocalFrame, x_m: number | null): number {
  if (x_m === null || x_m !== x_m) return LONGITUDE.invalid!;
  const wire = Math.round(frame.lon0_e7 + x_m * frame.e7_per_m_lon);
  return wire < LONGITUDE.min ? LONGITUDE.min : wire > LONGITUDE.max ? LONGITUDE.max : wire + 0;
}

/** Latitude in 1e-7 deg -> north metres; NaN where unavailable. */
export function northOf(frame: LocalFrame, lat: number): number {
  return lat === LATITUDE.invalid ? NaN : (lat - frame.lat0_e7) / frame.e7_per_m_lat;
}

/** Longitude in 1e-7 deg -> east metres; NaN where unavailable. */
export function eastOf(frame: LocalFrame, long: number): number {
  return long === LONGITUDE.invalid ? NaN : (long - frame.lon0_e7) / frame.e7_per_m_lon;
}

/** Height in metres -> 0.1 m; local z and elevation are the same number. */
export function elevationOf(z_m: number | null): number {
  return quantise(ELEVATION, z_m);
}

/** 0.1 m -> metres; NaN where unavailable. */
export function heightOf(elevation: number): number {
  return toSi(ELEVATION, elevation) ?? NaN;
}
