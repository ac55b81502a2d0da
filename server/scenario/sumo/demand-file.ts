/**
 * Reads route files and additional files into a DemandRecord and a NetRecord: vehicles, trips, flows, routes, types,
 * distributions, stopping places, zones and signal programs may stand in either.
 */
import { dirname, isAbsolute, resolve } from 'node:path';
import type { LaneSpec } from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { listOf, numberFrom, optional, parseNumber, required, splitWords, timeOf } from './attribute.ts';
import { createVehicleReader, type VehicleReader } from './vehicle-element.ts';
import type { Choice, DemandRecord } from './demand-record.ts';
import { note, type ImportReport } from './import-report.ts';
import type { NetRecord } from './network-record.ts';
import { createProgramReader, type ProgramReader } from './signal-program.ts';
import { PLACE_KINDS, stopPlaceOf } from './stop-place.ts';
import { checkElement } from './treatment.ts';
import { vehicleTypeOf } from './vehicle-type.ts';
import { findFile, placeOf, readXml, shownPath, type XmlElement, type XmlHandler } from './xml-source.ts';

export interface DemandInput {
  readonly demand: DemandRecord;
  readonly net: NetRecord;
  readonly lanes: ReadonlyMap<string, LaneSpec>;
  readonly report: ImportReport;
  readonly speed_deviation: number | undefined;
}

/** Files that may include one another at most. */
const INCLUDES_MAX = 8;

interface Reading {
  readonly input: DemandInput;
  readonly programs: ProgramReader;
  readonly vehicles: VehicleReader;
  readonly includes: string[];
  /** The vType under way, with what its children add. */
  type: XmlElement | undefined;
  typeChoices: { readonly id: string; readonly choices: Choice<string>[] } | undefined;
  plan: { readonly junctions: Map<string, string> };
  zone: string;
}

/**
 * Adds what a file holds to the records.
 * @throws UserError where the file is broken or a value does not fit
 */
export async function readDemand(path: string, input: DemandInput, depth = 0): Promise<void> {
  if (depth > INCLUDES_MAX)
    throw new UserError(`files include one another more than ${INCLUDES_MAX} deep`, { place: shownPath(path) });
  const reading: Reading = {
    input,
    programs: createProgramReader(input.net.programs, input.report),
    vehicles: createVehicleReader(input.demand, input.report),
    includes: [],
    type: undefined,
    typeChoices: undefined,
    plan: { junctions: new Map() },
    zone: '',
  };
  await readXml(path, createHandler(reading));
  for (const name of reading.includes) {
    const found = findFile(isAbsolute(name) ? name : resolve(dirname(path), name));
    if (found === undefined)
      throw new UserError(`the included file "${name}" is not there`, { place: shownPath(path) });
    await readDemand(found, input, depth + 1);
  }
}

function createHandler(reading: Reading): XmlHandler {
  const { input, programs, vehicles } = reading;
  return {
    open(element, path) {
      if (path.length === 0 && (element.name === 'net' || element.name.toLowerCase().endsWith('configuration'))) {
        throw new UserError(`<${element.name}> is no route or additional file`, {
          place: placeOf(element),
          hint: 'name nets and configurations by their own options',
        });
      }
      const parent = path.at(-1) ?? '';
      if (element.name.startsWith('carFollowing-')) {
        mergeModel(reading, element);
      } else if (checkElement(element, path, input.report)) {
        if (programs.open(element, parent) || vehicles.open(element, parent)) return;
        openElement(reading, element);
      }
    },
    close(name, path) {
      programs.close(name);
      vehicles.close(name, path.at(-1) ?? '');
      if (name === 'vType' && reading.type !== undefined) closeType(reading);
      else if (name === 'vTypeDistribution' && reading.typeChoices !== undefined) {
        input.demand.type_choices.set(reading.typeChoices.id, reading.typeChoices.choices);
        reading.typeChoices = undefined;
      } else if (name === 'taz') reading.zone = '';
    },
  };
}

function openElement(reading: Reading, element: XmlElement): void {
  const { demand, net, lanes, report } = reading.input;
  if (element.name in PLACE_KINDS) {
    const place = stopPlaceOf(element, lanes, report);
    if (place !== undefined) net.stops.push(place);
    return;
  }
  switch (element.name) {
    case 'vType':
      reading.type = element;
      break;
    case 'vTypeDistribution':
      reading.typeChoices = {
        id: required(element, 'id'),
        choices: namedChoices(element, 'vTypes', demand.type_weights),
      };
      break;
    case 'include':
      reading.includes.push(required(element, 'href'));
      break;
    case 'taz':
      openZone(reading, element);
      break;
    case 'tazSource':
    case 'tazSink':
      addZoneEdge(reading, element);
      break;
    case 'WAUT':
      reading.plan.junctions.set(required(element, 'id'), optional(element, 'startProg') ?? '');
      break;
    case 'wautJunction':
      addPlannedSignal(reading, element);
      break;
    default:
  }
}

/** Members named in a list, with weights from `probabilities` or their own. */
function namedChoices(element: XmlElement, attribute: string, weights: ReadonlyMap<string, number>): Choice<string>[] {
  const probabilities = splitWords(optional(element, 'probabilities') ?? '').map(parseNumber);
  return listOf(element, attribute).map((item, index) => ({
    item,
    weight: probabilities[index] ?? weights.get(item) ?? 1,
  }));
}

function mergeModel(reading: Reading, element: XmlElement): void {
  const { report } = reading.input;
  if (reading.type === undefined) {
    note(report, 'unknown', `<${element.name}>`, 'stands outside of a vType', placeOf(element));
    return;
  }
  note(report, 'approximated', `<${element.name}>`, 'every vehicle follows by IDM', placeOf(element));
  reading.type = { ...reading.type, attributes: { ...reading.type.attributes, ...element.attributes } };
}

function closeType(reading: Reading): void {
  const { demand, report, speed_deviation } = reading.input;
  const element = reading.type as XmlElement;
  const type = vehicleTypeOf(element, report, speed_deviation);
  const weight = numberFrom(element, 'probability', 0, 1);
  if (demand.types.has(type.id)) {
    note(report, 'approximated', 'vType defined again', `"${type.id}": the last one holds`, placeOf(element));
  }
  demand.types.set(type.id, type);
  demand.type_weights.set(type.id, weight);
  reading.typeChoices?.choices.push({ item: type.id, weight });
  reading.type = undefined;
}

function openZone(reading: Reading, element: XmlElement): void {
  reading.zone = required(element, 'id');
  const edges = listOf(element, 'edges');
  reading.input.demand.zones.set(reading.zone, { sources: [...edges], sinks: [...edges] });
}

function addZoneEdge(reading: Reading, element: XmlElement): void {
  const zone = reading.input.demand.zones.get(reading.zone);
  if (zone === undefined || numberFrom(element, 'weight', 0, 1) === 0) return;
  (element.name === 'tazSource' ? zone.sources : zone.sinks).push(required(element, 'id'));
}

function addPlannedSignal(reading: Reading, element: XmlElement): void {
  const program = reading.plan.junctions.get(required(element, 'wautID'));
  const signal = required(element, 'junctionID');
  if (program !== undefined && program !== '') reading.input.demand.start_programs.set(signal, program);
  timeOf(element, 'refTime', 0);
}
