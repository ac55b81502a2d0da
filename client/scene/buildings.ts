/** Blocks with windows: drawn from their place alone, so the same map always has the same lights. One draw call. */
import { BoxGeometry, Color, Euler, InstancedMesh, Matrix4, MeshLambertMaterial, Quaternion, Vector3 } from 'three';
import type { BuildingFact } from '../source/scene-facts.ts';
import type { Palette } from './palette.ts';
import { giveWay } from './see-through.ts';
import type { SightUniforms } from './see-through.ts';

/** Foundations reach down, so that a block on a slope does not float. */
const FOUNDATION_M = 8;

export interface Buildings {
  readonly mesh: InstancedMesh;
  setPalette(palette: Palette): void;
  dispose(): void;
}

const WINDOWS_VERTEX = /* glsl */ `
#include <begin_vertex>
vec3 blockSize = vec3(length(instanceMatrix[0].xyz), length(instanceMatrix[1].xyz), length(instanceMatrix[2].xyz));
vWall = position * blockSize + vec3(0.0, 0.0, -blockSize.z * 0.5);
vFace = normal;
vSeed = fract(dot(instanceMatrix[3].xy, vec2(0.0131, 0.0277)));
`;

const WINDOWS_FRAGMENT = /* glsl */ `
#include <color_fragment>
float windowShare = 0.0;
float windowLit = 0.0;
if (abs(vFace.z) < 0.5) {
  float along = abs(vFace.x) > 0.5 ? vWall.y : vWall.x;
  // Heights are counted from the roof down, so the top floor is whole.
  vec2 cell = vec2(along / 3.4, vWall.z / 3.3);
  vec2 place = fract(cell);
  vec2 soft = fwidth(cell);
  float far = 1.0 - smoothstep(0.25, 0.7, max(soft.x, soft.y));
  vec2 inside = smoothstep(vec2(0.2, 0.24) - soft, vec2(0.2, 0.24) + soft, place)
    * (1.0 - smoothstep(vec2(0.8, 0.74) - soft, vec2(0.8, 0.74) + soft, place));
  float window = inside.x * inside.y;
  vec2 id = floor(cell) + vec2(vFace.x * 7.0, vFace.y * 13.0);
  float draw = fract(sin(dot(id, vec2(12.9898, 78.233)) + vSeed * 437.0) * 43758.5453);
  windowShare = mix(0.3, window, far);
  windowLit = mix(0.09, window * step(0.72, draw), far) * (0.55 + 0.45 * fract(draw * 17.0));
  diffuseColor.rgb = mix(diffuseColor.rgb, uGlass, windowShare * uGlassShare);
} else {
  diffuseColor.rgb *= 1.06;
}
`;

export function createBuildings(buildings: readonly BuildingFact[], sight: SightUniforms): Buildings {
  const geometry = new BoxGeometry(1, 1, 1);
  const material = new MeshLambertMaterial();
  const uniforms = {
    uGlass: { value: new Color() },
    uGlassShare: { value: 0.5 },
    uWarm: { value: new Color(0xffdca8) },
    uLit: { value: 0 },
  };
  giveWay(material, sight, 'block', {
    key: 'building',
    vertex: [
      [
        '#include <common>',
        '#include <common>\nvarying vec3 vWall;\nflat varying vec3 vFace;\nflat varying float vSeed;',
      ],
      ['#include <begin_vertex>', WINDOWS_VERTEX],
    ],
    fragment: [
      [
        '#include <common>',
        `#include <common>
        varying vec3 vWall;
        flat varying vec3 vFace;
        flat varying float vSeed;
        uniform vec3 uGlass;
        uniform float uGlassShare;
        uniform vec3 uWarm;
        uniform float uLit;`,
      ],
      ['#include <color_fragment>', WINDOWS_FRAGMENT],
      ['#include <emissivemap_fragment>', 'totalEmissiveRadiance += uWarm * windowLit * uLit;'],
    ],
    uniforms,
  });
  const mesh = new InstancedMesh(geometry, material, Math.max(1, buildings.length));
  mesh.count = buildings.length;
  const matrix = new Matrix4();
  const place = new Vector3();
  const turn = new Quaternion();
  const size = new Vector3();
  buildings.forEach((building, i) => {
    const height_m = building.height_m + FOUNDATION_M;
    place.set(building.x, building.y, building.z + building.height_m - height_m / 2);
    turn.setFromEuler(new Euler(0, 0, building.yaw_rad));
    size.set(building.length_m, building.width_m, height_m);
    mesh.setMatrixAt(i, matrix.compose(place, turn, size));
    mesh.setColorAt(i, new Color(0xffffff));
  });
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return {
    mesh,
    setPalette(palette) {
      const shade = new Color();
      buildings.forEach((building, i) => {
        const draw = Math.abs(Math.round(building.x * 7 + building.y * 13)) % palette.walls.length;
        mesh.setColorAt(i, shade.setHex(palette.walls[draw]));
      });
      if (mesh.instanceColor !== null) mesh.instanceColor.needsUpdate = true;
      uniforms.uGlass.value.setHex(palette.glass);
      uniforms.uGlassShare.value = palette.lamps > 0 ? 0.8 : 0.55;
      uniforms.uLit.value = palette.lamps * 0.9;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
      mesh.dispose();
    },
  };
}
