/** The swap stations of a run: what the map says of each, what the settings change, and the packs it begins with. */
import { PACK_TYPES } from '../../energy/charge-curve.ts';
import { createStation, SWAP_PHASE_MS, SWAP_PHASES, type Pack, type Station } from '../../energy/station-state.ts';
import type { ScenarioSettings } from '../../scenario/schema.ts';
import { suggestion } from '../../scenario/suggestion.ts';
import { UserError } from '../../scenario/user-error.ts';
import type { Network, StationRecord } from '../../simulation/network.ts';

/** Powers and the truck's time are assumptions in the range of Chinese stations; 144 s is a station of NIO's fourth generation. */
const SERVES = {
  car: { slots: 14, slot_kw: 60, site_kw: 600, swap_s: 144, pack_types: ['choco_25', 'et5_75', 'et5_100'] },
  truck: { slots: 8, slot_kw: 200, site_kw: 1200, swap_s: 300, pack_types: ['truck_282'] },
} as const;
const SOC = 0.95;
const RELEASE_SOC = 0.9;
const EFFICIENCY = 0.93;

export interface RunStation {
  readonly record: StationRecord;
  readonly station: Station;
  /** What its packs held at the start, and what went in and out of it with vehicles since, kWh. */
  readonly began_kwh: number;
  brought_kwh: number;
  taken_kwh: number;
  completed: number;
}

/**
 * In the order of the map; none where energy is off.
 * @throws UserError for settings of a station that the map does not have, or that do not fit together
 */
export function createStations(settings: ScenarioSettings, network: Network): RunStation[] {
  const swapping = network.stations.filter(({ spec }) => spec.kind === 'swap');
  const ids = swapping.map(({ spec }) => spec.id);
  for (const id of Object.keys(settings.stations)) {
    if (ids.includes(id)) continue;
    throw new UserError(`no swap station '${id}'`, {
      place: `stations.${id}`,
      hint: ids.length === 0 ? 'the map has none' : suggestion(id, ids),
    });
  }
  const stations = swapping.map((record) => createOne(record, settings));
  return settings.energy.enabled ? stations : [];
}

function createOne(record: StationRecord, settings: ScenarioSettings): RunStation {
  const { spec } = record;
  const place = `stations.${spec.id}`;
  const given = settings.stations[spec.id] ?? {};
  const usual = SERVES[spec.serves];
  const bays = spec.bays.length;
  const slots = given.slots ?? spec.slots ?? usual.slots;
  const count = given.packs ?? Math.max(1, slots - bays);
  if (count >= slots) {
    throw new UserError(`${count} packs need ${count + 1} slots, one stays empty; there are ${slots}`, {
      place: `${place}.packs`,
      hint: 'fewer packs, or more slots',
    });
  }
  const types: readonly string[] = given.pack_types ?? usual.pack_types;
  const known = PACK_TYPES.map(({ id }) => id);
  for (const type of types) {
    if (known.includes(type)) continue;
    throw new UserError(`no pack type '${type}'`, { place: `${place}.pack_types`, hint: suggestion(type, known) });
  }
  const packs = Array.from({ length: count }, (_, i): Pack => {
    return { serial: `${spec.id}-${i + 1}`, type: types[i % types.length]!, soc: given.soc ?? SOC, soh: 1, cycles: 0 };
  });
  const station = createStation(
    {
      id: spec.id,
      slots,
      bays,
      slot_kw: given.slot_kw ?? usual.slot_kw,
      site_kw: given.site_kw ?? usual.site_kw,
      efficiency: EFFICIENCY,
      release_soc: given.release_soc ?? RELEASE_SOC,
      charge_to_soc: 1,
      phase_ms: phasesOf(given.swap_s ?? usual.swap_s),
    },
    PACK_TYPES.filter(({ id }) => types.includes(id)),
    packs,
  );
  return { record, station, began_kwh: stock_kwh(station), brought_kwh: 0, taken_kwh: 0, completed: 0 };
}

/** The usual phases, stretched to the time of a swap; whole milliseconds. */
function phasesOf(swap_s: number): Record<(typeof SWAP_PHASES)[number], number> {
  const usual_ms = SWAP_PHASES.reduce((sum, phase) => sum + SWAP_PHASE_MS[phase], 0);
  const phase_ms = { ...SWAP_PHASE_MS };
  for (const phase of SWAP_PHASES) phase_ms[phase] = Math.round((SWAP_PHASE_MS[phase] * swap_s * 1000) / usual_ms);
  return phase_ms;
}

/** Charge of all packs in a station's slots, kWh. */
export function stock_kwh(station: Station): number {
  return station.slots.reduce((sum, { pack }) => {
    return pack === undefined ? sum : sum + pack.soc * pack.soh * station.types.get(pack.type)!.capacity_kwh;
  }, 0);
}
