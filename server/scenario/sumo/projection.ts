/**
 * Where the net lies on the Earth: the geodetic place of the local point (0, 0).
 */
import proj4 from 'proj4';
import { cos } from '../../simulation/maths.ts';
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import { note, type ImportReport } from './import-report.ts';
import type { NetRecord } from './network-record.ts';

/** Assumed where a net has no projection: Chongqing. */
const ASSUMED = { lat_deg: 29.56, lon_deg: 106.55, projected: false } as const;
const DEGREE = Math.PI / 180;

/**
 * Origin of the local coordinates. SUMO shifts projected coordinates by netOffset, so local (0, 0) was -netOffset.
 * The grid's north is taken for true north (meridian convergence is below 2 degrees in a UTM zone's middle).
 */
export function originOf(net: NetRecord, place: string, report: ImportReport): NetworkSpec['origin'] {
  const parameter = net.projection;
  const x = -net.net_offset[0];
  const y = -net.net_offset[1];
  if (parameter === '' || parameter === '!') return ASSUMED;
  const [lon_deg, lat_deg] = parameter === '-' ? simpleInverse(x, y) : projInverse(parameter, x, y);
  if (Number.isFinite(lon_deg) && Number.isFinite(lat_deg) && Math.abs(lat_deg) <= 90 && Math.abs(lon_deg) <= 180) {
    return { lat_deg, lon_deg, projected: true };
  }
  const detail = `not usable, ${ASSUMED.lat_deg} N ${ASSUMED.lon_deg} E assumed`;
  note(report, 'approximated', `location.projParameter "${parameter}"`, detail, place);
  return ASSUMED;
}

function projInverse(parameter: string, x: number, y: number): [number, number] {
  try {
    return proj4(parameter, 'EPSG:4326', [x, y]);
  } catch {
    return [NaN, NaN];
  }
}

/** SUMO's "simple" projection: metres per degree 111320 cos(lat) east and 111136 north. */
function simpleInverse(x: number, y: number): [number, number] {
  const lat = y / 111136;
  return [x / (111320 * cos(lat * DEGREE)), lat];
}
