/** One decoded message in one line, with units: what `chelu watch` prints. */
import type { Advice } from '../../protos/messages/advice.ts';
import { messageName, linkName } from '../../protos/messages/body.ts';
import type { Bsm } from '../../protos/messages/bsm.ts';
import type { Entry } from '../../protos/messages/entry.ts';
import { ADVICE_REASON_KIND, BASIC_CLASS, EVENT_BIT, HAZARD, LIGHT } from '../../protos/messages/enums.ts';
import type { MapMessage } from '../../protos/messages/map.ts';
import type { Place } from '../../protos/messages/place.ts';
import type { Report } from '../../protos/messages/report.ts';
import type { Rsi } from '../../protos/messages/rsi.ts';
import type { Rsm } from '../../protos/messages/rsm.ts';
import type { Spat } from '../../protos/messages/spat.ts';
import { number } from './format.ts';
import { swapText } from './watch-swap.ts';

/** Objects, phases or events that a line names before it says "and 3 more". */
const NAMED = 8;

/** `t 12.300 s  bsm     car-17  pc5 via rsu-1   x 12.30 m  y -4.10 m  8.31 m/s ...` */
export function watchLine(entry: Entry): string {
  const name = messageName(entry.body) ?? String(entry.body);
  const via = entry.via === undefined ? '' : ` via ${entry.via}`;
  const to = entry.to.length === 0 ? '' : ` to ${entry.to.join(', ')}`;
  const way = `${linkName(entry.link) ?? entry.link}${via}${to}`;
  const time = number(entry.sent_ms / 1000, 3).padStart(9);
  return `t ${time} s  ${name.padEnd(6)}  ${entry.source.padEnd(12)}  ${way}   ${body(name, entry.message)}`;
}

function body(name: string, message: unknown): string {
  switch (name) {
    case 'bsm':
      return bsmText(message as Bsm);
    case 'spat':
      return spatText(message as Spat);
    case 'map':
      return mapText(message as MapMessage);
    case 'rsm':
      return rsmText(message as Rsm);
    case 'rsi':
      return rsiText(message as Rsi);
    case 'report':
      return reportText(message as Report);
    case 'advice':
      return adviceText(message as Advice);
    default:
      if (name.startsWith('swap_') || name === 'station_report') return swapText(name, message);
      return JSON.stringify(message);
  }
}

function bsmText(bsm: Bsm): string {
  const events = bitNames(bsm.events ?? 0, EVENT_BIT);
  return join([
    placeText(bsm.position),
    speedText(bsm.speed_mps),
    headingText(bsm.heading_rad),
    unit(bsm.acceleration.long_mps2, 2, 'm/s2'),
    `${unit(bsm.size.length_m, 1, 'm')} ${nameOf(BASIC_CLASS, bsm.vehicle_class)}`,
    events,
  ]);
}

function spatText(spat: Spat): string {
  return spat.intersections
    .map(({ node, phases }) => {
      const states = phases.map(({ id, states: [now] }) => {
        const end_s = now?.timing?.likely_end_s;
        const left = end_s === undefined || end_s === null ? '' : ` ${number(end_s, 1)} s`;
        return `${id ?? '?'} ${nameOf(LIGHT, now?.light ?? null)}${left}`;
      });
      return `intersection ${node.id}: ${listed(states)}`;
    })
    .join('; ');
}

function mapText(map: MapMessage): string {
  return map.nodes
    .map(({ name, node, position, links }) => {
      const lanes = links.reduce((sum, link) => sum + link.lanes.length, 0);
      return `intersection ${node.id}${name === undefined ? '' : ` ${name}`} at ${placeText(position)}: ${links.length} roads, ${lanes} lanes`;
    })
    .join('; ');
}

function rsmText(rsm: Rsm): string {
  const objects = rsm.participants.map(
    (object) => `#${object.ptc_id} ${placeText(object.position)} ${speedText(object.speed_mps)}`,
  );
  return `${rsm.participants.length} objects: ${listed(objects, 4)}`;
}

function rsiText(rsi: Rsi): string {
  const events = rsi.events.map(
    (event) => `event ${event.event_type}${event.position === undefined ? '' : ` at ${placeText(event.position)}`}`,
  );
  const signs = rsi.signs.map(
    ({ sign_type, description }) => `sign ${sign_type}${description === undefined ? '' : ` (${description})`}`,
  );
  return listed([...events, ...signs]);
}

function reportText(report: Report): string {
  const lane = report.lane === undefined ? '' : `lane ${report.lane.lane} at ${number(report.lane.pos_m, 1)} m`;
  const ahead = report.route[0];
  return join([
    placeText(report.position),
    speedText(report.speed_mps),
    headingText(report.heading_rad),
    lane,
    ahead === undefined ? '' : `${number(ahead.distance_m, 0)} m to intersection ${ahead.node.id}`,
    report.acknowledged.length === 0 ? '' : `acknowledges ${report.acknowledged.join(', ')}`,
  ]);
}

function adviceText(advice: Advice): string {
  const { speed, hazard } = advice;
  return join([
    `no. ${advice.correlation_id}`,
    speed === undefined
      ? ''
      : `drive ${speedText(speed.speed_mps)} until t ${number(speed.valid_until_ms / 1000, 1)} s (${nameOf(ADVICE_REASON_KIND, speed.reason)})`,
    hazard === undefined
      ? ''
      : `hazard: ${nameOf(HAZARD, hazard.kind)} at ${placeText(hazard.position)} within ${number(hazard.radius_m, 0)} m`,
  ]);
}

const join = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('  ');

function listed(parts: readonly string[], named = NAMED): string {
  const more = parts.length - named;
  return parts.slice(0, named).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function unit(value: number | null | undefined, digits: number, name: string): string {
  return value === null || value === undefined ? `? ${name}` : `${number(value, digits)} ${name}`;
}

function placeText(place: Place): string {
  return `x ${unit(place.x_m, 1, 'm')} y ${unit(place.y_m, 1, 'm')}`;
}

function speedText(speed_mps: number | null): string {
  return unit(speed_mps, 2, 'm/s');
}

/** Clockwise from north in degrees, as people and the standard say it. */
function headingText(heading_rad: number | null): string {
  if (heading_rad === null) return 'heading ?';
  const degrees = 90 - (heading_rad * 180) / Math.PI;
  return `heading ${number(((degrees % 360) + 360) % 360, 1)} deg`;
}

/** Name of a number in one of the tables of enums.ts. */
function nameOf(names: Readonly<Record<string, number>>, value: number | null): string {
  if (value === null) return 'unknown';
  const found = Object.entries(names).find(([, number_]) => number_ === value);
  return (found?.[0] ?? String(value)).replaceAll('_', ' ');
}

function bitNames(bits: number, names: Readonly<Record<string, number>>): string {
  const set = Object.entries(names).filter(([, bit]) => (bits & bit) !== 0);
  return set.map(([name]) => name.replaceAll('_', ' ')).join(', ');
}
