/**
 * Reads a .net.xml into a NetRecord, element by element.
 */
import type { LaneSpec } from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { badValue, flagOf, integerOf, listOf, numberFrom, numberOf, optional, required, shapeOf } from './attribute.ts';
import { note, type ImportReport } from './import-report.ts';
import { createNetRecord, type EdgeRecord, type JunctionRecord, type NetRecord } from './network-record.ts';
import { createProgramReader } from './signal-program.ts';
import { checkElement } from './treatment.ts';
import { changePermissionOf, permissionOf } from './vehicle-classes.ts';
import { placeOf, readXml, shownPath, type XmlElement, type XmlHandler } from './xml-source.ts';

/** Width of a lane that says none, in metres (SUMO's default). */
const LANE_WIDTH_M = 3.2;
/** Elements that nets lost with SUMO 0.13. */
const OLD_ELEMENTS = new Set(['succ', 'row-logic', 'tl-logic', 'logic', 'lanes', 'edges', 'nodenumber', 'edgenumber']);
const FUNCTIONS = ['normal', 'internal', 'connector', 'crossing', 'walkingarea'] as const;

/**
 * The net of one file.
 * @throws UserError where the file is no SUMO net, is too old, or a value does not fit
 */
export async function readNet(path: string, report: ImportReport): Promise<NetRecord> {
  const net = createNetRecord();
  await readXml(path, createNetHandler(net, report));
  if (net.edges.length === 0) {
    throw new UserError('the net holds no edges', {
      place: shownPath(path),
      hint: 'give a .net.xml made by netconvert or netedit',
    });
  }
  return net;
}

function createNetHandler(net: NetRecord, report: ImportReport): XmlHandler {
  const programs = createProgramReader(net.programs, report);
  let edge: EdgeRecord | undefined;
  let junction: JunctionRecord | undefined;
  return {
    open(element, path) {
      if (path.length === 0) readRoot(net, element);
      const parent = path.at(-1) ?? '';
      if (!checkElement(element, path, report)) {
        if (OLD_ELEMENTS.has(element.name)) throw tooOld(element);
        return;
      }
      if (programs.open(element, parent)) return;
      if (element.name === 'edge' && path.length === 1) net.edges.push((edge = readEdge(element)));
      else if (element.name === 'lane' && edge !== undefined) addLane(edge, element, report);
      else if (element.name === 'junction' && path.length === 1) net.junctions.push((junction = readJunction(element)));
      else if (element.name === 'request' && junction !== undefined) addRequest(junction, element);
      else if (path.length === 1) readTopLevel(net, element, report);
    },
    close(name, path) {
      programs.close(name);
      if (name === 'edge' && edge !== undefined) {
        orderLanes(edge, report);
        edge = undefined;
      } else if (name === 'junction' && path.length === 1 && junction !== undefined) {
        checkRequests(junction);
        junction = undefined;
      }
    },
  };
}

function readRoot(net: NetRecord, element: XmlElement): void {
  if (element.name !== 'net') {
    throw new UserError(`<${element.name}> is not the root of a SUMO net`, {
      place: placeOf(element),
      hint: 'give a .net.xml or a .sumocfg',
    });
  }
  net.version = optional(element, 'version') ?? '';
  net.left_hand = flagOf(element, 'lefthand', false);
}

function readTopLevel(net: NetRecord, element: XmlElement, report: ImportReport): void {
  if (element.name === 'connection') addConnection(net, element, report);
  else if (element.name === 'location') readLocation(net, element);
  else if (element.name === 'roundabout') {
    net.roundabouts.push({ nodes: listOf(element, 'nodes'), place: placeOf(element) });
  }
}

function tooOld(element: XmlElement): UserError {
  return new UserError(`<${element.name}> belongs to nets older than SUMO 0.13, which are not read`, {
    place: placeOf(element),
    hint: 'convert the file with netconvert -s OLD.net.xml -o NEW.net.xml',
  });
}

function readLocation(net: NetRecord, element: XmlElement): void {
  const offset = (optional(element, 'netOffset') ?? '0,0').split(',').map(Number);
  if (offset.length < 2 || !offset.every(Number.isFinite)) throw badValue(element, 'netOffset', 'x,y');
  net.net_offset = [offset[0], offset[1]];
  net.projection = (optional(element, 'projParameter') ?? '!').trim();
}

function readEdge(element: XmlElement): EdgeRecord {
  const id = required(element, 'id');
  const role = optional(element, 'function') ?? (id.startsWith(':') ? 'internal' : 'normal');
  const known = FUNCTIONS.find((name) => name === role);
  if (known === undefined) throw badValue(element, 'function', `one of ${FUNCTIONS.join(', ')}`);
  const joined = known === 'normal' || known === 'connector';
  return {
    id,
    function: known,
    from: joined ? required(element, 'from') : (optional(element, 'from') ?? ''),
    to: joined ? required(element, 'to') : (optional(element, 'to') ?? ''),
    priority: numberOf(element, 'priority', -1),
    name: optional(element, 'name') ?? '',
    place: placeOf(element),
    lanes: [],
    indices: [],
  };
}

function addLane(edge: EdgeRecord, element: XmlElement, report: ImportReport): void {
  const index = integerOf(element, 'index', 0);
  const shape = shapeOf(element, 'shape');
  if (shape.length === 0) throw badValue(element, 'shape', 'a list of at least two points');
  const lane: LaneSpec = {
    id: required(element, 'id'),
    length_m: numberFrom(element, 'length', 0),
    speed_mps: numberFrom(element, 'speed', 0),
    width_m: numberFrom(element, 'width', 0, LANE_WIDTH_M) || LANE_WIDTH_M,
    allowed: permissionOf(element, report),
    shape: shape.length === 3 ? Float64Array.from([...shape, ...shape]) : shape,
    change_left: changePermissionOf(element, 'changeLeft', report),
    change_right: changePermissionOf(element, 'changeRight', report),
  };
  edge.lanes.push(lane);
  edge.indices.push(index);
}

/** Puts the lanes of an edge in the order of their indices. */
function orderLanes(edge: EdgeRecord, report: ImportReport): void {
  const count = edge.lanes.length;
  if (count === 0) {
    throw new UserError(`edge "${edge.id}" has no lanes`, {
      place: edge.place,
      hint: 'make the net anew with netconvert',
    });
  }
  if (edge.indices.every((index, position) => index === position)) return;
  const byIndex = edge.lanes.map((_lane, index) => edge.lanes[edge.indices.indexOf(index)]);
  if (byIndex.every((lane) => lane !== undefined)) {
    edge.lanes.splice(0, count, ...byIndex);
  } else if (edge.function === 'internal') {
    // netconvert 1.22 writes index 0 for each second part of split paths that share an edge.
    note(
      report,
      'approximated',
      'lane.index of an internal edge',
      'lanes are counted in the order of the file',
      edge.place,
    );
  } else {
    throw new UserError(`the lanes of edge "${edge.id}" have the indices ${edge.indices.join(' ')}`, {
      place: edge.place,
      hint: 'lanes are counted from 0 without a hole',
    });
  }
}

function readJunction(element: XmlElement): JunctionRecord {
  const shape = shapeOf(element, 'shape');
  const outline = new Float64Array((shape.length / 3) * 2);
  for (let i = 0; i < shape.length / 3; i++) {
    outline[i * 2] = shape[i * 3];
    outline[i * 2 + 1] = shape[i * 3 + 1];
  }
  return {
    id: required(element, 'id'),
    type: required(element, 'type'),
    x: numberOf(element, 'x'),
    y: numberOf(element, 'y'),
    z: numberOf(element, 'z', 0),
    shape: outline,
    incoming: listOf(element, 'incLanes'),
    internal: listOf(element, 'intLanes'),
    requests: [],
    place: placeOf(element),
  };
}

/** Bits are written with the highest link first: the last character is link 0. */
function bitsOf(element: XmlElement, name: string): boolean[] {
  const text = required(element, name);
  if (!/^[01]*$/.test(text)) throw badValue(element, name, 'a row of 0 and 1');
  return [...text].reverse().map((bit) => bit === '1');
}

function addRequest(junction: JunctionRecord, element: XmlElement): void {
  const index = integerOf(element, 'index', 0);
  if (junction.requests[index] !== undefined) throw badValue(element, 'index', 'used only once in its junction');
  junction.requests[index] = {
    response: bitsOf(element, 'response'),
    foes: bitsOf(element, 'foes'),
    cont: flagOf(element, 'cont', false),
  };
}

function checkRequests(junction: JunctionRecord): void {
  const size = junction.requests.length;
  for (let index = 0; index < size; index++) {
    const request = junction.requests[index];
    const wrong = request === undefined || request.response.length !== size || request.foes.length !== size;
    if (wrong) {
      throw new UserError(`the right of way of junction "${junction.id}" is incomplete at link ${index}`, {
        place: junction.place,
        hint: `each of its ${size} <request> needs ${size} bits in response and foes`,
      });
    }
  }
}

function addConnection(net: NetRecord, element: XmlElement, report: ImportReport): void {
  const to = required(element, 'to');
  // A lane that leads nowhere was written as a connection without a goal in old nets.
  if (to === '') return;
  const tl = optional(element, 'tl') ?? '';
  net.connections.push({
    from: required(element, 'from'),
    to,
    from_index: integerOf(element, 'fromLane', 0),
    to_index: integerOf(element, 'toLane', 0),
    via: optional(element, 'via') ?? '',
    tl,
    link_index: tl === '' ? -1 : integerOf(element, 'linkIndex', -1, integerOf(element, 'linkno', -1, -1)),
    direction: optional(element, 'dir') ?? 's',
    state: optional(element, 'state') ?? 'M',
    pass: flagOf(element, 'pass', false),
    keep_clear: flagOf(element, 'keepClear', true),
    allowed: permissionOf(element, report),
    place: placeOf(element),
  });
}
