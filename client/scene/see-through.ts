/**
 * What stands between the eye and what matters is drawn as a sieve: fragments near the line of sight are left out in a fixed
 * pattern, so that a junction behind a tower, and a chosen vehicle in a tunnel, can be seen.
 */
import { Vector3 } from 'three';
import type { Material } from 'three';
import { replaced } from './instance-shader.ts';

/** Shared by all materials that may hide something. */
export interface SightUniforms {
  readonly uSightEye: { value: Vector3 };
  /** What must be seen. */
  readonly uSightFocus: { value: Vector3 };
  /** Metres about the focus that are kept free of blocks, and of trees. */
  readonly uSightReach: { value: number };
  readonly uSightGap: { value: number };
  /** The same for the ground: more than 0 only while what is chosen lies below it. */
  readonly uSightDig: { value: number };
}

export function createSight(): SightUniforms {
  return {
    uSightEye: { value: new Vector3() },
    uSightFocus: { value: new Vector3() },
    uSightReach: { value: 0 },
    uSightGap: { value: 0 },
    uSightDig: { value: 0 },
  };
}

const DECLARATIONS = /* glsl */ `
varying vec3 vSightPlace;
uniform vec3 uSightEye;
uniform vec3 uSightFocus;
uniform float uSightReach;
uniform float uSightGap;
uniform float uSightDig;
`;

/** Makes a lit material give way; what else is to be replaced in its shaders comes along. */
export function giveWay(
  material: Material,
  sight: SightUniforms,
  kind: 'block' | 'tree' | 'ground',
  more: {
    readonly key?: string;
    readonly vertex?: readonly (readonly [string, string])[];
    readonly fragment?: readonly (readonly [string, string])[];
    readonly uniforms?: object;
  } = {},
): void {
  const reach = { block: 'uSightReach', tree: 'uSightGap', ground: 'uSightDig' }[kind];
  material.onBeforeCompile = (shader) => {
    shader.vertexShader = replaced(shader.vertexShader, [
      ['#include <common>', '#include <common>\nvarying vec3 vSightPlace;'],
      [
        '#include <project_vertex>',
        `#include <project_vertex>
        #ifdef USE_INSTANCING
        vSightPlace = (modelMatrix * instanceMatrix * vec4(transformed, 1.0)).xyz;
        #else
        vSightPlace = (modelMatrix * vec4(transformed, 1.0)).xyz;
        #endif`,
      ],
      ...(more.vertex ?? []),
    ]);
    shader.fragmentShader = replaced(shader.fragmentShader, [
      ['#include <common>', `#include <common>\n${DECLARATIONS}`],
      [
        '#include <clipping_planes_fragment>',
        `#include <clipping_planes_fragment>
        vec3 sightLine = uSightFocus - uSightEye;
        float sightShare = dot(vSightPlace - uSightEye, sightLine) / max(dot(sightLine, sightLine), 1e-3);
        float sightOff = length(vSightPlace - uSightEye - sightLine * clamp(sightShare, 0.0, 1.0));
        // A cone with its tip at the eye; what lies behind the focus hides nothing.
        float sightRoom = ${reach} * clamp(sightShare, 0.25, 1.0);
        if (sightShare < 1.02 && vSightPlace.z > uSightFocus.z + 0.6 && sightRoom > 0.0) {
          float fade = smoothstep(0.6, 1.0, sightOff / sightRoom);
          float sieve = fract(dot(floor(gl_FragCoord.xy), vec2(0.25, 0.5)) * 1.0 + 0.125) + 0.06;
          if (fade < sieve * 0.92) discard;
        }`,
      ],
      ...(more.fragment ?? []),
    ]);
    Object.assign(shader.uniforms, sight, more.uniforms ?? {});
  };
  material.customProgramCacheKey = () => `sight-${kind}-${more.key ?? ''}`;
}
