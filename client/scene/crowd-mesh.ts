/** All walkers in one draw call: a capsule and a head each, moved between two frames by the vehicles' shader. */
import {
  BufferAttribute,
  CapsuleGeometry,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  SphereGeometry,
} from 'three';
import type { BufferGeometry, Material } from 'three';
import type { Crowd } from './crowd.ts';
import { PART } from './solid.ts';

const FIRST_CAPACITY = 64;
/** Colours of clothes. */
const CLOTHES = [0x3b5b7a, 0x8a4b3c, 0x4f6b4a, 0xb08a4a, 0x6b4f7a, 0x2f3640, 0xa9b3bb, 0xb5533f];
/** Skin and hair, linear. */
const HEAD = [0.42, 0.27, 0.18] as const;

export interface CrowdMesh {
  readonly mesh: Mesh<InstancedBufferGeometry, Material>;
  /** Copies the poses of all walkers; call after each frame. */
  fill(crowd: Crowd): void;
  dispose(): void;
}

/** `depth` draws their shadows. */
export function createCrowdMesh(material: Material, depth: Material): CrowdMesh {
  const mesh = new Mesh<InstancedBufferGeometry, Material>(new InstancedBufferGeometry(), material);
  mesh.frustumCulled = false;
  mesh.visible = false;
  mesh.customDepthMaterial = depth;
  let capacity = 0;

  function reserve(wanted: number): void {
    mesh.geometry.dispose();
    capacity = wanted;
    const geometry = personGeometry();
    for (const [name, size] of [
      ['iFrom', 4],
      ['iTo', 4],
      // The fourth is the slope: people stand upright, so it stays 0.
      ['iSize', 4],
      ['iPaint', 4],
    ] as const) {
      const attribute = new InstancedBufferAttribute(new Float32Array(capacity * size), size);
      attribute.setUsage(DynamicDrawUsage);
      geometry.setAttribute(name, attribute);
    }
    mesh.geometry = geometry;
  }

  return {
    mesh,
    fill(crowd) {
      mesh.visible = crowd.count > 0;
      if (crowd.count === 0) return;
      if (crowd.count > capacity) reserve(Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(crowd.count))));
      const column = (name: string): Float32Array => {
        const attribute = mesh.geometry.getAttribute(name);
        attribute.needsUpdate = true;
        return attribute.array as Float32Array;
      };
      column('iFrom').set(crowd.from);
      column('iTo').set(crowd.to);
      const size = column('iSize');
      const paint = column('iPaint');
      for (let i = 0; i < crowd.count; i++) {
        const number = crowd.number[i];
        const height = 0.92 + ((number * 37) % 17) / 100;
        const color = CLOTHES[(number * 2654435761) % CLOTHES.length];
        size.fill(height, i * 4, i * 4 + 3);
        for (let channel = 0; channel < 3; channel++)
          paint[i * 4 + channel] = (((color >> (16 - 8 * channel)) & 255) / 255) ** 2.2;
        paint[i * 4 + 3] = 0;
      }
      mesh.geometry.instanceCount = crowd.count;
    },
    dispose() {
      mesh.geometry.dispose();
    },
  };
}

/** Somebody 1.72 m tall, standing at the origin. */
function personGeometry(): InstancedBufferGeometry {
  const body = new CapsuleGeometry(0.21, 1.02, 3, 8);
  body.rotateX(Math.PI / 2);
  body.translate(0, 0, 0.74);
  const head = new SphereGeometry(0.13, 8, 6);
  head.translate(0, 0, 1.59);
  const pieces = [
    { geometry: body.toNonIndexed(), color: [1, 1, 1], part: PART.paint },
    { geometry: head.toNonIndexed(), color: HEAD, part: PART.fixed },
  ];
  const geometry = new InstancedBufferGeometry();
  for (const name of ['position', 'normal'])
    geometry.setAttribute(
      name,
      new BufferAttribute(
        joined(
          pieces.map((piece) => piece.geometry),
          name,
        ),
        3,
      ),
    );
  const count = geometry.getAttribute('position').count;
  const colors = new Float32Array(count * 3);
  const parts = new Float32Array(count);
  let at = 0;
  for (const piece of pieces) {
    for (let i = 0; i < piece.geometry.getAttribute('position').count; i++, at++) {
      colors.set(piece.color, at * 3);
      parts[at] = piece.part;
    }
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
  geometry.setAttribute('aPart', new BufferAttribute(parts, 1));
  geometry.instanceCount = 0;
  for (const each of [body, head, ...pieces.map((piece) => piece.geometry)]) each.dispose();
  return geometry;
}

function joined(geometries: readonly BufferGeometry[], name: string): Float32Array {
  return Float32Array.from(geometries.flatMap((geometry) => Array.from(geometry.getAttribute(name).array)));
}
