/**
 * Messages on their way: ribbons from sender to receiver with a bright head that runs along them, all in one draw call. How old
 * an arc is, is settled in the shader; both ends follow who moves.
 */
import {
  AdditiveBlending,
  BufferAttribute,
  Color,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  NormalBlending,
  ShaderMaterial,
} from 'three';
import type { Palette } from './palette.ts';

/** What an arc stands for; the number is its colour in the shader. */
export const ARC_KIND = { pc5: 0, up: 1, down: 2, wired: 3 } as const;

const ARCS_MAX = 256;
const SEGMENTS = 22;
const LIFE_S = 0.85;

/** Writes the place of an arc's end into `out` (x, y, z); false where it is not known any more. */
export type ArcEnd = (out: Float32Array) => boolean;

export interface Arcs {
  readonly mesh: Mesh;
  /** Arcs that are to be seen at this moment. */
  readonly count: number;
  /** `delay_s` from now; the oldest arc gives way where there are too many. */
  add(from: ArcEnd, to: ArcEnd, kind: number, now_s: number, delay_s: number): void;
  /** Moves the ends; call before each picture. */
  update(now_s: number, still: boolean): void;
  clear(): void;
  setPalette(palette: Palette): void;
  dispose(): void;
}

interface Arc {
  readonly from: ArcEnd;
  readonly to: ArcEnd;
  readonly kind: number;
  readonly birth_s: number;
}

export function createArcs(): Arcs {
  const geometry = ribbonGeometry();
  const from = instanced(geometry, 'iFrom', 3);
  const to = instanced(geometry, 'iTo', 3);
  const life = instanced(geometry, 'iLife', 2);
  const material = arcMaterial();
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  mesh.renderOrder = 5;
  const end = new Float32Array(3);
  let arcs: Arc[] = [];
  let shown = 0;
  return {
    mesh,
    get count() {
      return shown;
    },
    add(from_end, to_end, kind, now_s, delay_s) {
      if (arcs.length >= ARCS_MAX) arcs.shift();
      arcs.push({ from: from_end, to: to_end, kind, birth_s: now_s + delay_s });
    },
    update(now_s, still) {
      arcs = arcs.filter((arc) => now_s - arc.birth_s < LIFE_S);
      shown = 0;
      for (const arc of arcs) {
        if (arc.birth_s > now_s || !arc.from(end)) continue;
        from.array.set(end, shown * 3);
        if (!arc.to(end)) continue;
        to.array.set(end, shown * 3);
        life.array[shown * 2] = (now_s - arc.birth_s) / LIFE_S;
        life.array[shown * 2 + 1] = arc.kind;
        shown += 1;
      }
      for (const attribute of [from, to, life]) attribute.needsUpdate = true;
      geometry.instanceCount = shown;
      mesh.visible = shown > 0;
      material.uniforms.uStill.value = still ? 1 : 0;
    },
    clear() {
      arcs = [];
    },
    setPalette(palette) {
      const colors = [palette.arc_pc5, palette.arc_up, palette.arc_down, palette.arc_wired];
      material.uniforms.uColors.value = colors.map((color) => new Color(color));
      material.blending = palette.lamps > 0 ? AdditiveBlending : NormalBlending;
      material.needsUpdate = true;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}

/** x = share of the way, y = side of the ribbon. */
function ribbonGeometry(): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  const points: number[] = [];
  const indices: number[] = [];
  for (let i = 0; i <= SEGMENTS; i++) {
    points.push(i / SEGMENTS, -1, 0, i / SEGMENTS, 1, 0);
    if (i < SEGMENTS) indices.push(i * 2, i * 2 + 2, i * 2 + 3, i * 2, i * 2 + 3, i * 2 + 1);
  }
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(points), 3));
  geometry.setIndex(indices);
  geometry.instanceCount = 0;
  return geometry;
}

function instanced(geometry: InstancedBufferGeometry, name: string, size: number): InstancedBufferAttribute {
  const attribute = new InstancedBufferAttribute(new Float32Array(ARCS_MAX * size), size);
  attribute.setUsage(DynamicDrawUsage);
  geometry.setAttribute(name, attribute);
  return attribute;
}

function arcMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    side: 2,
    toneMapped: false,
    uniforms: { uColors: { value: [0, 0, 0, 0].map((color) => new Color(color)) }, uStill: { value: 0 } },
    vertexShader: /* glsl */ `
      attribute vec3 iFrom;
      attribute vec3 iTo;
      attribute vec2 iLife;
      uniform vec3 uColors[4];
      varying vec2 vAt;
      varying float vAge;
      varying vec3 vArc;
      void main() {
        float span = distance(iFrom, iTo);
        vec3 middle = 0.5 * (iFrom + iTo);
        // Twice the rise: a quadratic curve reaches half of its control point.
        middle.z += 2.0 * min(20.0, 1.5 + 0.1 * span);
        float u = position.x;
        vec3 place = mix(mix(iFrom, middle, u), mix(middle, iTo, u), u);
        vec3 along = mix(middle - iFrom, iTo - middle, u);
        vec3 sight = cameraPosition - place;
        vec3 across = cross(along, sight);
        float length_across = max(length(across), 1e-4);
        float width = max(0.1, length(sight) * 0.0017);
        place += across / length_across * position.y * width;
        vAt = vec2(u, position.y);
        vAge = iLife.x;
        vArc = uColors[int(iLife.y + 0.5)];
        gl_Position = projectionMatrix * viewMatrix * vec4(place, 1.0);
      }`,
    fragmentShader: /* glsl */ `
      uniform float uStill;
      varying vec2 vAt;
      varying float vAge;
      varying vec3 vArc;
      void main() {
        float head = vAge * 1.3;
        float behind = head - vAt.x;
        float run = behind > 0.0 ? 0.16 + exp(-behind * 5.0) : smoothstep(-0.05, 0.0, behind);
        float strength = mix(run, 0.55, uStill);
        float rim = 1.0 - vAt.y * vAt.y;
        float fade = 1.0 - smoothstep(0.72, 1.0, vAge);
        gl_FragColor = vec4(vArc, strength * rim * fade * 0.8);
        #include <colorspace_fragment>
      }`,
  });
}
