/**
 * Moves instanced vehicles between two frames in the vertex shader, lights their lamps, and paints their bodies: a
 * material of three.js with a few of its shader's chunks replaced. The rule for the pose is lerp-pose.ts in GLSL.
 */
import { AdditiveBlending, Color, ShaderMaterial } from 'three';
import type { Material, WebGLProgramParametersWithUniforms } from 'three';

/** Shared by all vehicle materials. */
export interface VehicleUniforms {
  readonly uAlpha: { value: number };
  readonly uTime: { value: number };
  /** 1 = night: head and tail lamps shine. */
  readonly uNight: { value: number };
  /** Vehicles are drawn this much larger than they are, so that they are seen from far above too. */
  readonly uGrow: { value: number };
  /** Colour of the road in the shade under a vehicle. */
  readonly uShade: { value: Color };
}

export function createVehicleUniforms(): VehicleUniforms {
  return {
    uAlpha: { value: 1 },
    uTime: { value: 0 },
    uNight: { value: 0 },
    uGrow: { value: 1 },
    uShade: { value: new Color() },
  };
}

/** Half of an indicator's period, seconds. */
const BLINK_HALF_S = '0.38';

const BEAM_LENGTH_M = '13.0';

const TURN = /* glsl */ `
mat2 vehicleTurn() {
  float turn = iTo.w - iFrom.w;
  turn -= 6.283185307 * floor(turn / 6.283185307 + 0.5);
  float yaw = iFrom.w + turn * uAlpha;
  return mat2(cos(yaw), sin(yaw), -sin(yaw), cos(yaw));
}
// Uphill the front rises: iSize.w is the slope.
vec3 vehicleTilt(vec3 place) {
  float c = cos(iSize.w);
  float s = sin(iSize.w);
  return vec3(c * place.x - s * place.z, place.y, s * place.x + c * place.z);
}
`;

const DECLARATIONS = /* glsl */ `
attribute vec4 iFrom;
attribute vec4 iTo;
attribute vec4 iSize;
attribute vec4 iPaint;
attribute float aPart;
uniform float uAlpha;
uniform float uGrow;
uniform float uTime;
uniform float uNight;
uniform vec3 uShade;
varying vec3 vGlow;
${TURN}
`;

const POSE = /* glsl */ `
vec3 transformed = position * iSize.xyz * uGrow;
transformed = vehicleTilt(transformed);
transformed.xy = vehicleTurn() * transformed.xy;
transformed += mix(iFrom.xyz, iTo.xyz, uAlpha);
`;

const NORMAL = /* glsl */ `
vec3 objectNormal = vehicleTilt(vec3(normal));
objectNormal.xy = vehicleTurn() * objectNormal.xy;
`;

const PAINT = /* glsl */ `
int lights = int(iPaint.a * 255.0 + 0.5);
int part = int(aPart + 0.5);
vColor = vec4(part == 1 ? color * iPaint.rgb : color, 1.0);
vGlow = vec3(0.0);
bool blink = mod(uTime, 2.0 * ${BLINK_HALF_S}) < ${BLINK_HALF_S};
bool second = mod(uTime, 0.5) < 0.25;
if (part == 2) vGlow = vec3(1.0, 0.06, 0.03) * ((lights & 1) != 0 ? 2.2 : 0.35 * uNight);
if (part == 3 && (lights & 2) != 0 && blink) vGlow = vec3(1.0, 0.5, 0.05) * 2.0;
if (part == 4 && (lights & 4) != 0 && blink) vGlow = vec3(1.0, 0.5, 0.05) * 2.0;
if (part == 5) vGlow = vec3(1.0, 0.95, 0.82) * 1.6 * uNight;
if (part == 6 && (lights & 16) != 0) vGlow = vec3(0.15, 0.4, 1.0) * (second ? 2.5 : 0.2);
if (part == 8) vColor.rgb = uShade;
if (part == 7 && (lights & 16) != 0) vGlow = vec3(1.0, 0.15, 0.12) * (second ? 0.2 : 2.5);
`;

/** Chunks of three's vertex shader and what takes their place. */
const VERTEX_CHUNKS: readonly (readonly [string, string])[] = [
  ['#include <common>', `#include <common>\n${DECLARATIONS}`],
  ['#include <begin_vertex>', POSE],
  ['#include <beginnormal_vertex>', NORMAL],
  ['#include <color_vertex>', PAINT],
];

/** Makes a lit material draw vehicles. Throws, at the first use, where this release of three.js has other chunks. */
export function drawVehicles(material: Material, uniforms: VehicleUniforms): void {
  material.onBeforeCompile = (shader) => {
    shader.vertexShader = replaced(shader.vertexShader, VERTEX_CHUNKS);
    shader.fragmentShader = replaced(shader.fragmentShader, [
      ['#include <common>', '#include <common>\nvarying vec3 vGlow;'],
      ['#include <emissivemap_fragment>', 'totalEmissiveRadiance += vGlow;'],
    ]);
    bind(shader, uniforms);
  };
  material.customProgramCacheKey = () => 'vehicle';
}

/** The same for a depth material: vehicles throw the shadows of where they are drawn. */
export function castVehicles(material: Material, uniforms: VehicleUniforms): void {
  material.onBeforeCompile = (shader) => {
    shader.vertexShader = replaced(shader.vertexShader, VERTEX_CHUNKS.slice(0, 2));
    bind(shader, uniforms);
  };
  material.customProgramCacheKey = () => 'vehicle-shadow';
}

function bind(shader: WebGLProgramParametersWithUniforms, uniforms: VehicleUniforms): void {
  Object.assign(shader.uniforms, uniforms);
}

/** Light of the head lamps on the road in front: a soft fan that is added to what lies under it, by night only. */
export function createBeamMaterial(uniforms: VehicleUniforms): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    blending: AdditiveBlending,
    uniforms: { ...uniforms },
    vertexShader: /* glsl */ `
      attribute vec4 iFrom;
      attribute vec4 iTo;
      attribute vec4 iSize;
      uniform float uAlpha;
      varying vec2 vAt;
      ${TURN}
      void main() {
        vAt = uv;
        // The fan starts at the front bumper and keeps its size, however long the vehicle is.
        vec3 place = vec3(position.x * iSize.x + uv.x * ${BEAM_LENGTH_M}, position.y, position.z);
        place = vehicleTilt(place);
        place.xy = vehicleTurn() * place.xy;
        place += mix(iFrom.xyz, iTo.xyz, uAlpha);
        gl_Position = projectionMatrix * viewMatrix * vec4(place, 1.0);
      }`,
    fragmentShader: /* glsl */ `
      uniform float uNight;
      varying vec2 vAt;
      void main() {
        float across = 1.0 - abs(vAt.y * 2.0 - 1.0);
        float strength = smoothstep(0.0, 0.7, across) * pow(1.0 - vAt.x, 1.6) * smoothstep(0.0, 0.06, vAt.x);
        gl_FragColor = vec4(vec3(1.0, 0.93, 0.78) * 0.42 * strength * uNight, 1.0);
      }`,
  });
}

/** Replaces chunks of a shader; each must be there. */
export function replaced(source: string, chunks: readonly (readonly [string, string])[]): string {
  let text = source;
  for (const [chunk, text_of_ours] of chunks) {
    if (!text.includes(chunk)) throw new Error(`shader chunk ${chunk} is not in this release of three.js`);
    text = text.replace(chunk, text_of_ours);
  }
  return text;
}

/** From this distance on vehicles are drawn larger, so that they keep their size on the screen, up to a bound. */
const GROW_FROM_M = 320;
const GROW_MAX = 5;

/** How much larger vehicles are drawn for an eye so far from what it looks at. */
export function growthAt(distance_m: number): number {
  return Math.min(GROW_MAX, Math.max(1, distance_m / GROW_FROM_M));
}
