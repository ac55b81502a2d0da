/** Stations: slab, canopy over the bays, bay markings, and a cabinet whose slots glow by their charge. */
import { BoxGeometry, Color, Group, InstancedMesh, Matrix4, MeshBasicMaterial } from 'three';
import type { NetworkFacts, StationFact } from '../source/facts.ts';
import type { StationState } from '../source/station-status.ts';
import type { Palette } from './palette.ts';
import { socColor } from './soc-ramp.ts';
import { addBox, addFace, createSolid, PART } from './solid.ts';
import type { Point, Solid } from './solid.ts';
import { createSolidMesh } from './solid-mesh.ts';
import { cutLine } from './strip.ts';

const SLAB = 0x99a2aa;
const ROOF = 0xe6ebef;
const POST = 0x8b959e;
const LINE = 0xf6f8fa;
const CABINET = 0x39434d;
const ROOF_M = 4.6;
const BAY_LENGTH_M = 6.5;
const BAY_WIDTH_M = 3.4;
/** A slot of the cabinet: its face. */
const SLOT_M = 0.95;
const SLOT_ROWS = 3;

/** Where a bay is: middle of the vehicle's place, direction of driving. */
interface BayPlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
}

export interface Stations {
  readonly group: Group;
  show(states: ReadonlyMap<string, StationState>): void;
  setPalette(palette: Palette): void;
  dispose(): void;
}

export function createStations(network: NetworkFacts): Stations {
  const solid = createSolid();
  const lines = createSolid();
  const slots: { station: StationFact; number: number; place: Point; yaw: number }[] = [];
  for (const station of network.stations) {
    const bays = station.bays.flatMap((bay) => bayPlace(network, bay.lane, bay.stop_m));
    addSlab(solid, station);
    if (bays.length > 0) addCanopy(solid, bays);
    for (const bay of bays) addBayLines(lines, bay);
    slots.push(...slotPlaces(solid, station, bays[0]));
  }
  const body = createSolidMesh(solid);
  const paint = createSolidMesh(lines);
  // Lanes are painted with an offset of their own; bay lines lie over them.
  Object.assign(paint.mesh.material, { polygonOffset: true, polygonOffsetFactor: -10, polygonOffsetUnits: -40 });
  const glow = new MeshBasicMaterial({ toneMapped: false });
  // As thick as the cabinet and a little more: slots show on both sides.
  const face = new BoxGeometry(1.2, SLOT_M * 0.82, SLOT_M * 0.7);
  const lamps = new InstancedMesh(face, glow, Math.max(1, slots.length));
  lamps.count = slots.length;
  const matrix = new Matrix4();
  const dark = new Color(0x20262c);
  slots.forEach(({ place, yaw }, i) => {
    lamps.setMatrixAt(i, matrix.makeRotationZ(yaw).setPosition(...place));
    lamps.setColorAt(i, dark);
  });
  const group = new Group();
  if (network.stations.length > 0) group.add(body.mesh, paint.mesh, lamps);
  const shade = new Color();
  return {
    group,
    show(states) {
      slots.forEach(({ station, number }, i) => {
        const slot = states.get(station.id)?.slots[number];
        const empty = slot === undefined || slot.state === 'empty';
        lamps.setColorAt(i, empty ? dark : shade.setHex(socColor(slot.soc)));
      });
      if (lamps.instanceColor !== null) lamps.instanceColor.needsUpdate = true;
    },
    setPalette(palette) {
      body.mesh.material.color.setHex(palette.lamps > 0 ? 0x868f99 : 0xffffff);
    },
    dispose() {
      body.dispose();
      paint.dispose();
      face.dispose();
      glow.dispose();
      lamps.dispose();
    },
  };
}

function bayPlace(network: NetworkFacts, lane: number, stop_m: number): BayPlace[] {
  const line = network.lanes[lane]?.shape ?? [];
  const piece = cutLine(line, Math.max(0, stop_m - BAY_LENGTH_M), Math.max(0.5, stop_m));
  if (piece.length < 6) return [];
  const end = piece.length - 3;
  const [dx, dy] = [piece[end] - piece[0], piece[end + 1] - piece[1]];
  return [{ x: piece[0] + dx / 2, y: piece[1] + dy / 2, z: (piece[2] + piece[end + 2]) / 2, yaw: Math.atan2(dy, dx) }];
}

/** The site: its outline, filled as a fan, which suits sites that are as good as convex. */
function addSlab(solid: Solid, { shape, z }: StationFact): void {
  const corners: Point[] = [];
  for (let i = 0; i + 1 < shape.length; i += 2) corners.push([shape[i], shape[i + 1], z - 0.06]);
  if (corners.length < 3) return;
  let area = 0;
  corners.forEach(([x, y], i) => {
    const [nx, ny] = corners[(i + 1) % corners.length];
    area += x * ny - nx * y;
  });
  addFace(solid, area >= 0 ? corners : corners.reverse(), SLAB, PART.fixed);
}

/** A box given in a frame that is turned and moved. */
function addTurnedBox(solid: Solid, place: BayPlace, low: Point, high: Point, color: number): void {
  const part = createSolid();
  addBox(part, low, high, color, PART.fixed);
  const [c, s] = [Math.cos(place.yaw), Math.sin(place.yaw)];
  for (let i = 0; i < part.positions.length; i += 3) {
    const [x, y, z] = part.positions.slice(i, i + 3);
    const [nx, ny, nz] = part.normals.slice(i, i + 3);
    solid.positions.push(place.x + c * x - s * y, place.y + s * x + c * y, place.z + z);
    solid.normals.push(c * nx - s * ny, s * nx + c * ny, nz);
    solid.colors.push(...part.colors.slice(i, i + 3));
    solid.parts.push(PART.fixed);
  }
}

/** A roof over all bays, in the direction of the first one, on four posts. */
function addCanopy(solid: Solid, bays: readonly BayPlace[]): void {
  const first = bays[0];
  const [c, s] = [Math.cos(first.yaw), Math.sin(first.yaw)];
  const along = bays.map((bay) => (bay.x - first.x) * c + (bay.y - first.y) * s);
  const across = bays.map((bay) => (bay.y - first.y) * c - (bay.x - first.x) * s);
  const [x0, x1] = [Math.min(...along) - BAY_LENGTH_M * 0.62, Math.max(...along) + BAY_LENGTH_M * 0.62];
  const [y0, y1] = [Math.min(...across) - BAY_WIDTH_M * 0.75, Math.max(...across) + BAY_WIDTH_M * 0.75];
  addTurnedBox(solid, first, [x0, y0, ROOF_M], [x1, y1, ROOF_M + 0.35], ROOF);
  for (const x of [x0 + 0.4, x1 - 0.4]) {
    for (const y of [y0 + 0.25, y1 - 0.25])
      addTurnedBox(solid, first, [x - 0.12, y - 0.12, 0], [x + 0.12, y + 0.12, ROOF_M], POST);
  }
}

function addBayLines(solid: Solid, bay: BayPlace): void {
  const half = BAY_LENGTH_M / 2;
  const side = BAY_WIDTH_M / 2;
  for (const y of [-side, side]) addTurnedBox(solid, bay, [-half, y - 0.07, 0], [half, y + 0.07, 0.1], LINE);
  for (const x of [-half, half]) addTurnedBox(solid, bay, [x - 0.07, -side, 0], [x + 0.07, side, 0.1], LINE);
}

/** The cabinet stands beside the first bay; slots are columns of three, their faces towards the bays. */
function slotPlaces(
  solid: Solid,
  station: StationFact,
  bay: BayPlace | undefined,
): { station: StationFact; number: number; place: Point; yaw: number }[] {
  if (station.slots === 0) return [];
  const origin = bay ?? { x: station.x, y: station.y, z: station.z, yaw: 0 };
  const columns = Math.ceil(station.slots / SLOT_ROWS);
  const length = columns * SLOT_M + 0.3;
  // Towards the middle of the site lies more room than towards the road.
  const [c, s] = [Math.cos(origin.yaw), Math.sin(origin.yaw)];
  const inward = (station.y - origin.y) * c - (station.x - origin.x) * s >= 0 ? -1 : 1;
  const back = inward * (BAY_WIDTH_M * 0.5 + 1.1);
  const frame = { x: origin.x - s * back, y: origin.y + c * back, z: origin.z, yaw: origin.yaw };
  addTurnedBox(solid, frame, [-length / 2, -0.55, 0], [length / 2, 0.55, SLOT_ROWS * SLOT_M + 0.4], CABINET);
  return Array.from({ length: station.slots }, (_, number) => {
    const column = Math.floor(number / SLOT_ROWS);
    const along = -length / 2 + 0.15 + (column + 0.5) * SLOT_M;
    const z = frame.z + 0.25 + ((number % SLOT_ROWS) + 0.5) * SLOT_M;
    const place: Point = [frame.x + c * along, frame.y + s * along, z];
    return { station, number, place, yaw: origin.yaw + Math.PI / 2 };
  });
}
