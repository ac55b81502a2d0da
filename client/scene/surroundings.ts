/** Sky, ground, fog and light. */
import {
  BackSide,
  Color,
  DirectionalLight,
  Fog,
  Group,
  HemisphereLight,
  Mesh,
  MeshLambertMaterial,
  PlaneGeometry,
  ShaderMaterial,
  SphereGeometry,
  Vector3,
} from 'three';
import type { Scene } from 'three';
import type { Palette } from './palette.ts';

const GROUND_M = 20_000;
const BELOW_RELIEF_M = 400;
const SHADOW_REACH_M = 150;
const SHADOW_PIXELS = 2048;
/** Where the light comes from. */
const SUN_DIRECTION = new Vector3(-0.5, -0.38, 0.72).normalize();

export interface Surroundings {
  readonly group: Group;
  setPalette(scene: Scene, palette: Palette): void;
  setShadows(on: boolean): void;
  /** Is the ground the plane? */
  setPlain(plain: boolean): void;
  /** Keeps the sky about the eye and the shadows about what it looks at; fog grows with height, so a city seen from above stays clear. */
  follow(scene: Scene, eye: Vector3, target: Vector3): void;
  dispose(): void;
}

export function createSurroundings(center: { x: number; y: number; z: number }): Surroundings {
  const group = new Group();
  const ground = new Mesh(new PlaneGeometry(GROUND_M, GROUND_M), new MeshLambertMaterial({ depthWrite: false }));
  ground.position.set(center.x, center.y, center.z - 0.02);
  ground.renderOrder = -100;
  ground.receiveShadow = true;
  const sky = createSky();
  const hemisphere = new HemisphereLight();
  hemisphere.position.set(0, 0, 1);
  const sun = createSun();
  group.add(ground, sky, hemisphere, sun, sun.target);
  let palette: Palette | undefined;
  let is_plain = true;
  const colorGround = (next: Palette): void => {
    ground.material.color.setHex(is_plain ? next.ground : next.depth);
  };
  return {
    group,
    setPalette(scene, next) {
      palette = next;
      colorGround(next);
      (sky.material.uniforms.uHorizon.value as Color).setHex(next.sky);
      (sky.material.uniforms.uZenith.value as Color).setHex(next.zenith);
      scene.fog = new Fog(next.sky, next.fog_near_m, next.fog_far_m);
      hemisphere.color.setHex(next.sky_light);
      hemisphere.groundColor.setHex(next.ground_light);
      hemisphere.intensity = next.hemisphere;
      sun.color.setHex(next.sun);
      sun.intensity = next.sun_strength;
    },
    setShadows(on) {
      sun.castShadow = on;
    },
    setPlain(plain) {
      // Under a relief the plane is only the dark that shows where the ground is opened.
      is_plain = plain;
      ground.position.z = plain ? center.z - 0.02 : center.z - BELOW_RELIEF_M;
      if (palette !== undefined) colorGround(palette);
    },
    follow(scene, eye, target) {
      sky.position.copy(eye);
      const texel = (2 * SHADOW_REACH_M) / SHADOW_PIXELS;
      sun.target.position.set(Math.round(target.x / texel) * texel, Math.round(target.y / texel) * texel, target.z);
      sun.position.copy(sun.target.position).addScaledVector(SUN_DIRECTION, 260);
      if (palette === undefined || !(scene.fog instanceof Fog)) return;
      const height = Math.max(0, eye.z - target.z);
      scene.fog.near = palette.fog_near_m + height * 2;
      scene.fog.far = palette.fog_far_m + height * 5;
    },
    dispose() {
      for (const mesh of [ground, sky]) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
      sun.dispose();
    },
  };
}

function createSun(): DirectionalLight {
  const sun = new DirectionalLight();
  const { camera } = sun.shadow;
  camera.left = camera.bottom = -SHADOW_REACH_M;
  camera.right = camera.top = SHADOW_REACH_M;
  camera.near = 20;
  camera.far = 520;
  sun.shadow.mapSize.set(SHADOW_PIXELS, SHADOW_PIXELS);
  sun.shadow.bias = -0.0006;
  sun.shadow.normalBias = 0.4;
  return sun;
}

/** A dome from the horizon's colour, which is the fog's, to the zenith's. */
function createSky(): Mesh<SphereGeometry, ShaderMaterial> {
  const material = new ShaderMaterial({
    side: BackSide,
    depthWrite: false,
    depthTest: false,
    fog: false,
    toneMapped: false,
    uniforms: { uHorizon: { value: new Color() }, uZenith: { value: new Color() } },
    vertexShader: /* glsl */ `
      varying vec3 vDirection;
      void main() {
        vDirection = position;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: /* glsl */ `
      uniform vec3 uHorizon;
      uniform vec3 uZenith;
      varying vec3 vDirection;
      void main() {
        float rise = smoothstep(0.02, 0.55, normalize(vDirection).z);
        gl_FragColor = vec4(mix(uHorizon, uZenith, rise), 1.0);
        #include <tonemapping_fragment>
        #include <colorspace_fragment>
      }`,
  });
  const sky = new Mesh(new SphereGeometry(400, 24, 12), material);
  sky.frustumCulled = false;
  sky.renderOrder = -200;
  return sky;
}
