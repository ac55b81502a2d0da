/** How far roadside units reach: a disc with a bright rim and a wave that runs outwards, drawn flat above the ground. */
import {
  CircleGeometry,
  Color,
  DynamicDrawUsage,
  InstancedMesh,
  Matrix4,
  NormalBlending,
  Quaternion,
  ShaderMaterial,
  Vector3,
} from 'three';
import type { RsuFact } from '../source/scene-facts.ts';
import type { Palette } from './palette.ts';

const RAISED_M = 0.35;

export interface Coverage {
  readonly mesh: InstancedMesh;
  /** All discs, or that of one unit alone ('' = none). */
  show(all: boolean, chosen: string): void;
  update(now_s: number): void;
  setPalette(palette: Palette): void;
  dispose(): void;
}

export function createCoverage(rsus: readonly RsuFact[]): Coverage {
  const material = discMaterial();
  const geometry = new CircleGeometry(1, 72);
  const mesh = new InstancedMesh(geometry, material, Math.max(1, rsus.length));
  mesh.instanceMatrix.setUsage(DynamicDrawUsage);
  mesh.frustumCulled = false;
  mesh.renderOrder = 2;
  const matrix = new Matrix4();
  return {
    mesh,
    show(all, chosen) {
      mesh.count = 0;
      for (const rsu of rsus) {
        if (!all && rsu.id !== chosen) continue;
        const place = new Vector3(rsu.x, rsu.y, rsu.z + RAISED_M);
        const size = new Vector3(rsu.range_m, rsu.range_m, 1);
        mesh.setMatrixAt(mesh.count++, matrix.compose(place, new Quaternion(), size));
      }
      mesh.instanceMatrix.needsUpdate = true;
      mesh.visible = mesh.count > 0;
    },
    update(now_s) {
      material.uniforms.uTime.value = now_s;
    },
    setPalette(palette) {
      (material.uniforms.uColor.value as Color).setHex(palette.accent);
      material.uniforms.uStrength.value = palette.lamps > 0 ? 1 : 0.8;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
      mesh.dispose();
    },
  };
}

function discMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    blending: NormalBlending,
    toneMapped: false,
    uniforms: { uColor: { value: new Color() }, uTime: { value: 0 }, uStrength: { value: 1 } },
    vertexShader: /* glsl */ `
      varying vec2 vAt;
      void main() {
        vAt = position.xy;
        gl_Position = projectionMatrix * viewMatrix * instanceMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: /* glsl */ `
      uniform vec3 uColor;
      uniform float uTime;
      uniform float uStrength;
      varying vec2 vAt;
      void main() {
        float r = length(vAt);
        float pixel = max(fwidth(r), 0.0005);
        float rim = smoothstep(0.985 - pixel, 0.985 + pixel, r) * (1.0 - smoothstep(1.0 - pixel, 1.0, r));
        float inner = smoothstep(0.55, 1.0, r) * 0.1;
        float wave = fract(uTime * 0.35);
        float ring = smoothstep(0.05, 0.0, abs(r - wave)) * (1.0 - wave) * 0.22;
        gl_FragColor = vec4(uColor, (rim * 0.85 + inner + ring + 0.03) * uStrength);
        #include <colorspace_fragment>
      }`,
  });
}
