/**
 * Signals at their stop lines: a pole beside the approach with an arm over its lanes, a head with three lamps for each
 * group, and the stop line itself tinted. Which lamp is lit says the same as its colour. Letters come with each frame.
 */
import {
  BoxGeometry,
  Color,
  Group,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  Quaternion,
  SphereGeometry,
  Vector3,
} from 'three';
import type { BufferGeometry } from 'three';
import type { NetworkFacts, SignalFact, StopLineFact } from '../source/facts.ts';
import { groundGeometry } from './flat-mesh.ts';
import { LAMP } from './palette.ts';
import type { Palette } from './palette.ts';
import { addRectangle, createFlatMesh } from './strip.ts';

const ARM_HEIGHT_M = 5.6;
const POLE_ASIDE_M = 0.9;
const HEAD_WIDTH_M = 0.42;
const HEAD_HEIGHT_M = 1.15;
const LAMP_STEP_M = 0.34;
const TINT_LENGTH_M = 1.3;

export interface SignalHeads {
  readonly group: Group;
  /** Shows the letters of all groups of all signals, one after another; false = nothing changed. */
  show(letters: Uint8Array): boolean;
  setPalette(palette: Palette): void;
  dispose(): void;
}

/** Where a head hangs and which letter it shows. */
interface HeadPlace {
  readonly letter: number;
  readonly position: Vector3;
  readonly heading_rad: number;
}

/** Red, yellow and green lamp of a letter: lit or not. */
export function lampsOf(letter: number): readonly [boolean, boolean, boolean] {
  switch (String.fromCharCode(letter)) {
    case 'r':
      return [true, false, false];
    case 'y':
    case 'Y':
    case 'o':
      return [false, true, false];
    case 'u':
      return [true, true, false];
    case 'g':
    case 'G':
    case 's':
      return [false, false, true];
    default:
      return [false, false, false];
  }
}

export function createSignalHeads(network: NetworkFacts): SignalHeads {
  const places = network.signals.flatMap((signal) => headPlaces(network, signal));
  const poles = network.signals.flatMap((signal) => polePlaces(network, signal));
  const group = new Group();
  const metal = new MeshLambertMaterial({ color: 0x77828c });
  const heads = headMesh(places);
  const lamps = lampMesh(places);
  const tint = tintMesh(network);
  group.add(poleMesh(poles, metal), heads, lamps, tint.mesh);
  let shown = new Uint8Array(0);
  return {
    group,
    show(letters) {
      if (letters.length === shown.length && letters.every((letter, i) => letter === shown[i])) return false;
      shown = letters.slice();
      colorLamps(lamps, places, letters);
      tint.show(letters);
      return true;
    },
    setPalette(palette) {
      metal.color.setHex(palette.mast);
    },
    dispose() {
      group.traverse((object) => {
        if (object instanceof Mesh) object.geometry.dispose();
      });
    },
  };
}

/** Heads of one signal: over the middle of each lane, side by side where a lane has several groups. */
function headPlaces(network: NetworkFacts, signal: SignalFact): HeadPlace[] {
  return signal.stop_lines.flatMap((line) => {
    if (network.lanes[line.lane].kind === 'walk') return [];
    return line.groups.map((group, i) => ({
      letter: signal.first_group + group,
      heading_rad: line.heading_rad,
      position: aside(line, (line.groups.length - 1) * 0.35 - i * 0.7, ARM_HEIGHT_M - 0.45),
    }));
  });
}

/** A point over the stop line, `left_m` to the left of the lane's middle. */
function aside(line: StopLineFact, left_m: number, height_m: number): Vector3 {
  return new Vector3(
    line.x - Math.sin(line.heading_rad) * left_m,
    line.y + Math.cos(line.heading_rad) * left_m,
    line.z + height_m,
  );
}

interface PolePlace {
  readonly foot: Vector3;
  readonly heading_rad: number;
  readonly arm_m: number;
}

/** One pole an approach: right of its outermost lane, the arm reaching over the innermost one. */
function polePlaces(network: NetworkFacts, signal: SignalFact): PolePlace[] {
  const approaches = new Map<number, StopLineFact[]>();
  for (const line of signal.stop_lines) {
    const lane = network.lanes[line.lane];
    if (lane.kind === 'walk') continue;
    approaches.set(lane.edge, [...(approaches.get(lane.edge) ?? []), line]);
  }
  return [...approaches.values()].map((lines) => {
    const outer = lines.reduce((a, b) => (network.lanes[a.lane].index <= network.lanes[b.lane].index ? a : b));
    const side = network.left_hand ? 1 : -1;
    const foot = aside(outer, side * (outer.width_m / 2 + POLE_ASIDE_M), 0);
    const reaches = lines.map((line) => Math.hypot(line.x - foot.x, line.y - foot.y));
    return {
      foot,
      heading_rad: outer.heading_rad + (network.left_hand ? Math.PI : 0),
      arm_m: Math.max(...reaches) + 0.5,
    };
  });
}

const UP = new Vector3(0, 0, 1);

function poleMesh(poles: readonly PolePlace[], material: MeshLambertMaterial): InstancedMesh {
  const mesh = new InstancedMesh(new BoxGeometry(1, 1, 1), material, poles.length * 2);
  const matrix = new Matrix4();
  poles.forEach((pole, i) => {
    const turn = new Quaternion().setFromAxisAngle(UP, pole.heading_rad);
    const stem = pole.foot.clone().add(new Vector3(0, 0, ARM_HEIGHT_M / 2));
    mesh.setMatrixAt(i * 2, matrix.compose(stem, turn, new Vector3(0.16, 0.16, ARM_HEIGHT_M)));
    // The arm points to the left of the driving direction.
    const reach = new Vector3(-Math.sin(pole.heading_rad), Math.cos(pole.heading_rad), 0).multiplyScalar(
      pole.arm_m / 2,
    );
    const arm = pole.foot
      .clone()
      .add(reach)
      .add(new Vector3(0, 0, ARM_HEIGHT_M));
    mesh.setMatrixAt(i * 2 + 1, matrix.compose(arm, turn, new Vector3(0.12, pole.arm_m, 0.12)));
  });
  mesh.castShadow = true;
  return mesh;
}

function headMesh(places: readonly HeadPlace[]): InstancedMesh {
  const material = new MeshLambertMaterial({ color: 0x14181c });
  const mesh = new InstancedMesh(new BoxGeometry(0.24, HEAD_WIDTH_M, HEAD_HEIGHT_M), material, places.length);
  const matrix = new Matrix4();
  places.forEach((place, i) => {
    const turn = new Quaternion().setFromAxisAngle(UP, place.heading_rad);
    mesh.setMatrixAt(i, matrix.compose(place.position, turn, new Vector3(1, 1, 1)));
  });
  return mesh;
}

function lampMesh(places: readonly HeadPlace[]): InstancedMesh {
  const material = new MeshBasicMaterial({ toneMapped: false });
  const mesh = new InstancedMesh(new SphereGeometry(0.145, 10, 6), material, places.length * 3);
  const matrix = new Matrix4();
  places.forEach((place, i) => {
    for (let lamp = 0; lamp < 3; lamp++) {
      // Lamps look at those who come: against the driving direction.
      const position = place.position
        .clone()
        .add(
          new Vector3(
            -Math.cos(place.heading_rad) * 0.14,
            -Math.sin(place.heading_rad) * 0.14,
            (1 - lamp) * LAMP_STEP_M,
          ),
        );
      mesh.setMatrixAt(i * 3 + lamp, matrix.makeTranslation(position));
    }
  });
  return mesh;
}

const LIT = [new Color(LAMP.red), new Color(LAMP.yellow), new Color(LAMP.green)] as const;
const DARK = new Color(LAMP.off);

function colorLamps(mesh: InstancedMesh, places: readonly HeadPlace[], letters: Uint8Array): void {
  places.forEach((place, i) => {
    lampsOf(letters[place.letter]).forEach((lit, lamp) => mesh.setColorAt(i * 3 + lamp, lit ? LIT[lamp] : DARK));
  });
  if (mesh.instanceColor !== null) mesh.instanceColor.needsUpdate = true;
}

/** A coloured band in front of each stop line: the signal as seen from above. One share of the lane's width a group. */
function tintMesh(network: NetworkFacts): { mesh: Mesh; show(letters: Uint8Array): void } {
  const flat = createFlatMesh();
  const letters_of_quads: number[] = [];
  for (const signal of network.signals) {
    for (const line of signal.stop_lines) {
      const share = (line.width_m - 0.3) / line.groups.length;
      line.groups.forEach((group, i) => {
        const middle = aside(line, (line.width_m - 0.3) / 2 - share * (i + 0.5), 0);
        middle.x -= Math.cos(line.heading_rad) * (TINT_LENGTH_M / 2 + 0.55);
        middle.y -= Math.sin(line.heading_rad) * (TINT_LENGTH_M / 2 + 0.55);
        addRectangle(flat, middle, line.heading_rad, TINT_LENGTH_M, share - 0.12);
        letters_of_quads.push(signal.first_group + group);
      });
    }
  }
  return tinted(groundGeometry(flat), letters_of_quads);
}

function tinted(
  geometry: BufferGeometry,
  letters_of_quads: readonly number[],
): { mesh: Mesh; show(letters: Uint8Array): void } {
  const position = geometry.getAttribute('position');
  const color = position.clone();
  geometry.setAttribute('color', color);
  const material = new MeshBasicMaterial({
    vertexColors: true,
    transparent: true,
    opacity: 0.6,
    depthWrite: false,
    polygonOffset: true,
    polygonOffsetFactor: -20,
    polygonOffsetUnits: -80,
    toneMapped: false,
  });
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = 1;
  return {
    mesh,
    show(letters) {
      letters_of_quads.forEach((letter, quad) => {
        const [red, yellow, green] = lampsOf(letters[letter]);
        const shade = green ? LIT[2] : yellow ? LIT[1] : red ? LIT[0] : DARK;
        for (let corner = 0; corner < 4; corner++) color.setXYZ(quad * 4 + corner, shade.r, shade.g, shade.b);
      });
      color.needsUpdate = true;
    },
  };
}
