/** The unit that a name ends with: `range_m` is in metres, `per_hour` is a rate. Settings and results follow the same rule. */

const UNITS: Readonly<Record<string, string>> = {
  ms: 'ms',
  s: 's',
  h: 'h',
  per_hour: '1/h',
  per_s: '1/s',
  per_cpu_s: '1/s',
  hz: 'Hz',
  mm: 'mm',
  m: 'm',
  km: 'km',
  m2: 'm2',
  mps: 'm/s',
  kmh: 'km/h',
  mps2: 'm/s2',
  deg: 'deg',
  rad: 'rad',
  kg: 'kg',
  w: 'W',
  kw: 'kW',
  wh: 'Wh',
  kwh: 'kWh',
  wh_per_km: 'Wh/km',
  kwh_per_100km: 'kWh/100 km',
  v: 'V',
  a: 'A',
  ah: 'Ah',
  degc: 'degC',
  db: 'dB',
  dbm: 'dBm',
  mhz: 'MHz',
  kb: 'kB',
  mb: 'MB',
  share: 'share',
  cny: 'CNY',
};

/** Unit of a name or of the last name of a path; empty where the name says none (a count, a share, a text). */
export function unitOfName(name: string): string {
  const words = name.slice(name.lastIndexOf('.') + 1).split('_');
  // The longest ending counts: energy_wh_per_km is not in kilometres.
  for (let first = 0; first < words.length; first++) {
    const unit = UNITS[words.slice(first).join('_')];
    // One letter alone is a name and no unit.
    if (unit !== undefined && (first > 0 || words.length > 1)) return unit;
  }
  return '';
}
