/** The report of `chelu check`. */
import { resolveExpectations } from '../runner/expectations.ts';
import { loadScenario } from '../scenario/loader.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { compileNetwork } from '../simulation/network-compiler.ts';
import type { Network } from '../simulation/network.ts';
import { number } from './format.ts';
import { routeFaults } from './route-faults.ts';
import type { RouteFault } from './route-faults.ts';

/** Lines of one kind that are printed unless --all is given. */
const SHOWN = 20;

export interface CheckFlags {
  readonly set: readonly string[];
  readonly all?: true;
  readonly json?: true;
}

/** Prints the report; sets exit code 1 where a trip cannot be driven. */
export async function executeCheck(file: string, flags: CheckFlags): Promise<void> {
  const scenario = await loadScenario(file, { sets: flags.set });
  resolveExpectations(scenario.expectations);
  const network = compileNetwork(scenario.network);
  const faults = routeFaults(network, scenario.demand);
  const report = flags.json
    ? [JSON.stringify(jsonReport(scenario, network, faults), null, 2)]
    : textReport(scenario, network, faults, flags.all ? Infinity : SHOWN);
  process.stdout.write(`${report.join('\n')}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

/** Sizes of the network and the demand. */
function facts(scenario: Scenario, network: Network): Record<string, number> {
  let lane_km = 0;
  for (let lane = 0; lane < network.lanes.count; lane++) {
    if (network.lanes.junction[lane] < 0) lane_km += network.lanes.length_m[lane] / 1000;
  }
  const roads = scenario.network.edges.filter((edge) => edge.kind === 'road').length;
  return {
    edges: roads,
    lane_km: Math.round(lane_km * 10) / 10,
    junctions: network.junctions.length,
    signals: network.signals.length,
    links: network.links.count,
    stops: network.stops.length,
    vehicle_types: scenario.demand.types.length,
    departures: scenario.demand.departures.length,
  };
}

function jsonReport(scenario: Scenario, network: Network, faults: readonly RouteFault[]): unknown {
  return {
    scenario: scenario.name,
    files: scenario.files,
    facts: facts(scenario, network),
    notes: [...scenario.notes, ...network.notes],
    ignored: scenario.ignored,
    close_lanes: closeLanes(network),
    route_faults: faults,
  };
}

/** Buses and trucks are 2.55 m wide: two of them side by side need more than that between their middles. */
const CLOSE_M = 2.6;

/** The closest first. Lanes side by side on one road are a lane's width apart: that is no news. */
function closeLanes(network: Network): { a: string; b: string; distance_m: number }[] {
  const { ids } = network.lanes;
  return network.close_lanes
    .filter(({ distance_m }) => distance_m < CLOSE_M)
    .map(({ lane_a, lane_b, distance_m }) => ({ a: ids[lane_a], b: ids[lane_b], distance_m }))
    .toSorted((one, other) => one.distance_m - other.distance_m);
}

function textReport(scenario: Scenario, network: Network, faults: readonly RouteFault[], shown: number): string[] {
  const sizes = facts(scenario, network);
  const settings = scenario.settings;
  const close = closeLanes(network).map(({ a, b, distance_m }) => `${a} and ${b}: ${number(distance_m, 2)} m`);
  const trips = faults.map(
    (fault) =>
      `${fault.origin}: ${fault.id}${fault.count > 1 ? ` and ${number(fault.count - 1)} more` : ''}: ${fault.reason}`,
  );
  return [
    `${scenario.name}   ${number(sizes['edges'])} edges, ${number(sizes['lane_km'], 1)} lane-km, ${number(sizes['junctions'])} junctions, ${number(sizes['signals'])} signals`,
    `demand    ${number(sizes['departures'])} departures of ${number(sizes['vehicle_types'])} types, ${number(sizes['stops'])} stops`,
    `run       ${settings.until_s} s in steps of ${settings.dt_ms} ms, seed ${settings.seed}`,
    ...section('not as it stands in the input', scenario.notes, shown),
    ...section('left out on purpose', scenario.ignored, shown),
    ...section('assumed for the network', network.notes, shown),
    ...section(
      'lanes across junctions that the map lays closer than two buses are wide, without a conflict',
      close,
      shown,
    ),
    ...section('trips that cannot be driven', trips, shown),
    '',
    faults.length === 0
      ? 'every trip can be driven'
      : `${number(faults.reduce((sum, fault) => sum + fault.count, 0))} trips cannot be driven`,
  ];
}

function section(title: string, lines: readonly string[], shown: number): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - shown;
  const rest = more > 0 ? [`  and ${number(more)} more (--all)`] : [];
  return ['', `${title} (${number(lines.length)})`, ...lines.slice(0, shown).map((line) => `  ${line}`), ...rest];
}
