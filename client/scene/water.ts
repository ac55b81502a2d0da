/** Rivers and lakes: flat, darker looking down, brighter towards the horizon, with slow ripples. */
import { Color, Mesh, MeshLambertMaterial } from 'three';
import type { WaterFact } from '../source/scene-facts.ts';
import { groundGeometry } from './flat-mesh.ts';
import type { Palette } from './palette.ts';
import { replaced } from './instance-shader.ts';
import { addPolygon, createFlatMesh } from './strip.ts';

export interface Water {
  readonly mesh: Mesh;
  update(now_s: number): void;
  setPalette(palette: Palette): void;
  dispose(): void;
}

export function createWater(waters: readonly WaterFact[]): Water {
  const flat = createFlatMesh();
  for (const water of waters) addPolygon(flat, water.shape, water.z);
  const geometry = groundGeometry(flat);
  const material = new MeshLambertMaterial();
  const uniforms = { uSky: { value: new Color() }, uTime: { value: 0 } };
  material.onBeforeCompile = (shader) => {
    shader.vertexShader = replaced(shader.vertexShader, [
      ['#include <common>', '#include <common>\nvarying vec3 vPlace;'],
      ['#include <project_vertex>', '#include <project_vertex>\nvPlace = transformed;'],
    ]);
    shader.fragmentShader = replaced(shader.fragmentShader, [
      ['#include <common>', '#include <common>\nvarying vec3 vPlace;\nuniform vec3 uSky;\nuniform float uTime;'],
      [
        '#include <opaque_fragment>',
        `vec3 sight = normalize(cameraPosition - vPlace);
        vec2 ripple = vec2(
          sin(vPlace.x * 0.21 + uTime * 0.7) + sin(vPlace.y * 0.37 - uTime * 0.5 + vPlace.x * 0.11),
          sin(vPlace.y * 0.23 + uTime * 0.6) + sin(vPlace.x * 0.41 + uTime * 0.4));
        vec3 upward = normalize(vec3(ripple * 0.02, 1.0));
        float grazing = pow(1.0 - clamp(dot(sight, upward), 0.0, 1.0), 3.0);
        outgoingLight = mix(outgoingLight, uSky, clamp(0.12 + grazing * 0.75, 0.0, 0.85));
        #include <opaque_fragment>`,
      ],
    ]);
    Object.assign(shader.uniforms, uniforms);
  };
  material.customProgramCacheKey = () => 'water';
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = -50;
  return {
    mesh,
    update(now_s) {
      uniforms.uTime.value = now_s % 600;
    },
    setPalette(palette) {
      material.color.setHex(palette.water);
      uniforms.uSky.value.setHex(palette.sky);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
