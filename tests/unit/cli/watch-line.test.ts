import { expect, it } from 'vitest';
import type { Advice } from '../../../protos/messages/advice.ts';
import { BODY, LINK } from '../../../protos/messages/body.ts';
import type { Bsm } from '../../../protos/messages/bsm.ts';
import type { Entry } from '../../../protos/messages/entry.ts';
import type { Rsm } from '../../../protos/messages/rsm.ts';
import type { Spat } from '../../../protos/messages/spat.ts';
import { watchLine } from '../../../server/cli/watch-line.ts';

const head = { source: 'car-17', link: LINK.pc5, to: [], seq: 3, sent_ms: 12_300, due_ms: 12_320 };
const still = { long_mps2: 0.42, lat_mps2: null, vert_mps2: null, yaw_radps: 0 };
const bsm: Bsm = {
  msg_cnt: 3,
  id: '0'.repeat(16),
  sec_mark_ms: 12_300,
  position: { x_m: 12.34, y_m: -4.56, z_m: 0 },
  transmission: null,
  speed_mps: 8.316,
  heading_rad: Math.PI,
  acceleration: still,
  brakes: {},
  size: { width_m: 1.8, length_m: 4.7 },
  vehicle_class: 10,
  events: 128,
};

it('a BSM tells where, how fast and whither, with units', () => {
  const entry: Entry<Bsm> = { ...head, body: BODY.bsm, via: 'rsu-1', message: bsm };
  expect(watchLine(entry)).toBe(
    't    12.300 s  bsm     car-17        pc5 via rsu-1   x 12.3 m y -4.6 m  8.32 m/s  heading 270.0 deg  0.42 m/s2  4.7 m passenger  hard braking',
  );
});

it('what is unknown is a question mark', () => {
  const message = {
    ...bsm,
    speed_mps: null,
    heading_rad: null,
    position: { x_m: null, y_m: null },
    vehicle_class: null,
  };
  expect(watchLine({ ...head, body: BODY.bsm, message })).toContain('x ? m y ? m  ? m/s  heading ?');
});

it('a SPAT tells the light of every phase and how long it lasts', () => {
  const phase = (id: number, light: number, likely_end_s: number | null) => ({
    id,
    states: [{ light, timing: { start_s: 0, likely_end_s } }],
  });
  const message: Spat = {
    msg_cnt: 1,
    intersections: [{ node: { id: 256 }, status: 0, phases: [phase(1, 6, 12.34), phase(2, 3, null)] }],
  };
  expect(watchLine({ ...head, body: BODY.spat, message })).toContain(
    'intersection 256: 1 protected green 12.3 s, 2 red',
  );
});

it('a long list names the first few', () => {
  const object = (ptc_id: number) => ({
    kind: 1,
    ptc_id,
    source: 3,
    sec_mark_ms: 0,
    position: { x_m: ptc_id, y_m: 0 },
    position_confidence: 1,
    speed_mps: 1,
    heading_rad: 0,
    size: { width_m: 1, length_m: 1 },
  });
  const message: Rsm = {
    msg_cnt: 1,
    id: '0',
    position: { x_m: 0, y_m: 0 },
    participants: [1, 2, 3, 4, 5, 6].map(object),
  };
  expect(watchLine({ ...head, body: BODY.rsm, message })).toMatch(/6 objects: #1 x 1\.0 m .*#4 x 4\.0 m.* and 2 more$/);
});

it('advice tells its receiver, its number and what to do', () => {
  const message: Advice = {
    msg_cnt: 1,
    correlation_id: 7,
    speed: { speed_mps: 6.5, valid_until_ms: 20_000, reason: 1 },
    hazard: { position: { x_m: 1, y_m: 2 }, radius_m: 10, kind: 1, source: 2, valid_until_ms: 20_000 },
  };
  const line = watchLine({ ...head, source: 'cloud', link: LINK.uu, to: ['car-1'], body: BODY.advice, message });
  expect(line).toContain('uu to car-1   no. 7  drive 6.50 m/s until t 20.0 s (green light)');
  expect(line).toContain('hazard: stopped vehicle at x 1.0 m y 2.0 m within 10 m');
});

it('a swap offer tells what has become of the request, and a station what it has', () => {
  const pack = { serial_number: 's-9', pack_type: 'choco_25', soc: 0.92, soh: 1, cycles: 3 };
  const offer = {
    correlation_id: 7,
    vehicle_id: 'taxi-12',
    station_id: 'swap-a',
    state: 3,
    reason: null,
    pack,
    valid_until_ms: 400_000,
    expected_wait_s: 42.5,
  };
  expect(watchLine({ ...head, body: BODY.swap_offer, message: offer })).toContain(
    'no. 7 of taxi-12 at swap-a  granted until t 400.0 s  choco_25 s-9 at 92.0 %  wait 42.5 s',
  );
  const report = {
    msg_cnt: 1,
    position: { x_m: 0, y_m: 0 },
    bays: 2,
    bays_free: 1,
    queue_length: 4,
    stock: [{ pack_type: 'choco_25', ready: 3, charging: 9, promised: 2, faulty: 0, next_ready: [] }],
    power_kw: 438.2,
    power_limit_kw: 500,
    swap_time_s: 144,
  };
  expect(watchLine({ ...head, body: BODY.station_report, message: report })).toContain(
    '1 of 2 bays free  4 wait  choco_25: 3 ready, 9 charging, 2 promised  438.2 of 500.0 kW',
  );
});
