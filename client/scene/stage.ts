/**
 * The picture: owns renderer, scene, camera and the loop, and draws what the source tells (network, scene facts, frames).
 * Knows nothing of MQTT and nothing of panels.
 */
import { ACESFilmicToneMapping, Object3D, PCFShadowMap, Scene, WebGLRenderer } from 'three';
import type { Texture } from 'three';
import type { v2x } from '../../protos/wire/generated.js';
import type { NetworkFacts, SceneFacts } from '../source/facts.ts';
import { createColumns, readColumns } from '../source/frame-columns.ts';
import { acceptFrame, alphaAt, createPlayback, simTimeAt } from '../source/playback.ts';
import { createEye } from './camera.ts';
import type { Eye } from './camera.ts';
import { createCity, FIRST_LAYERS } from './city.ts';
import type { City, LayerSwitches } from './city.ts';
import { clearFleet, createFleet, poseOf, spawnVehicle, updateFleet } from './fleet.ts';
import { createMarks } from './marks.ts';
import type { Marks } from './marks.ts';
import { createVehicleUniforms, growthAt } from './instance-shader.ts';
import { openingShot } from './opening-shot.ts';
import { PALETTES } from './palette.ts';
import type { Theme } from './palette.ts';
import { pickVehicle } from './pick.ts';
import { createQualityJudge, isSoftwareRenderer } from './quality.ts';
import type { Quality } from './quality.ts';
import { environmentMap, rendererName } from './renderer.ts';
import { createVehicleMeshes } from './vehicle-meshes.ts';
import type { VehicleMeshes } from './vehicle-meshes.ts';

export interface StageOptions {
  /** Undefined = the machine decides. */
  readonly quality?: Quality | undefined;
  /** Upper bound of pictures a second; undefined = every one that the display shows, 10 when drawn by the processor. */
  readonly max_fps?: number | undefined;
  /** No blinking. */
  readonly still: boolean;
  /** Keeps the picture readable after it was shown: for tests. */
  readonly preserve: boolean;
  readonly onQuality: (quality: Quality) => void;
  /** After each picture. */
  readonly onPicture: () => void;
}

const SOFTWARE_FPS = 10;
const FRAME_TIMES = 240;

export class Stage {
  readonly fleet = createFleet();
  readonly playback = createPlayback();
  readonly eye: Eye;
  readonly software: boolean;
  network: NetworkFacts | undefined;
  letters = new Uint8Array(0);
  quality: Quality;
  /** Slot of the chosen vehicle, -1 = none. */
  selected = -1;
  following = false;
  frames_dropped = 0;
  last_seq = 0;
  readonly js_ms: number[] = [];

  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #columns = createColumns();
  readonly #uniforms = createVehicleUniforms();
  readonly #meshes: VehicleMeshes;
  readonly #marks: Marks;
  readonly #judge = createQualityJudge();
  readonly #options: StageOptions;
  readonly #canvas: HTMLCanvasElement;
  #city: City | undefined;
  #facts: SceneFacts | undefined;
  #theme: Theme = 'day';
  #layers: LayerSwitches = FIRST_LAYERS;
  #epoch = -1;
  #shot_taken = false;
  #tracking = false;
  #environment: Texture | null = null;
  #request = 0;
  #last_ms = 0;
  #min_gap_ms: number;

  constructor(canvas: HTMLCanvasElement, label_root: HTMLElement, options: StageOptions) {
    Object3D.DEFAULT_UP.set(0, 0, 1);
    this.#options = options;
    this.#canvas = canvas;
    const lite = options.quality === 'lite';
    this.#renderer = new WebGLRenderer({
      canvas,
      antialias: !lite,
      preserveDrawingBuffer: options.preserve,
      powerPreference: 'high-performance',
    });
    this.software = isSoftwareRenderer(rendererName(this.#renderer));
    this.quality = options.quality ?? (this.software ? 'lite' : 'high');
    const fps = options.max_fps ?? (this.software ? SOFTWARE_FPS : 0);
    this.#min_gap_ms = fps > 0 ? 1000 / fps : 0;
    this.#renderer.toneMapping = ACESFilmicToneMapping;
    this.#renderer.shadowMap.type = PCFShadowMap;
    this.eye = createEye(canvas);
    this.#meshes = createVehicleMeshes(this.#uniforms);
    this.#marks = createMarks(label_root);
    this.#scene.add(this.#meshes.group, this.#marks.object);
    this.setQuality(this.quality);
  }

  setNetwork(network: NetworkFacts): void {
    if (this.#city !== undefined) {
      this.#scene.remove(this.#city.group);
      this.#city.dispose();
    }
    this.network = network;
    this.#city = createCity(network);
    this.#scene.add(this.#city.group);
    if (this.#facts !== undefined) this.#city.setRsus(this.#facts.rsus, PALETTES[this.#theme]);
    this.setLayers(this.#layers);
    this.#city.surroundings.setShadows(this.quality === 'high');
    this.setTheme(this.#theme);
    this.#shot_taken = false;
    this.lookAtStart(false);
  }

  setScene(facts: SceneFacts): void {
    this.#facts = facts;
    this.fleet.z0_m = facts.z0_m;
    if (facts.epoch !== this.#epoch) this.#beginEpoch(facts.epoch);
    for (const spawn of facts.vehicles) spawnVehicle(this.fleet, spawn);
    this.#city?.setRsus(facts.rsus, PALETTES[this.#theme]);
  }

  /** Forgets the vehicles and the count of frames: another run follows. Roads stay until others come. */
  forget(): void {
    this.#beginEpoch(-1);
    this.#meshes.fill(this.fleet);
  }

  #beginEpoch(epoch: number): void {
    this.#epoch = epoch;
    this.last_seq = 0;
    this.selected = -1;
    clearFleet(this.fleet);
    Object.assign(this.playback, createPlayback());
  }

  /** Takes a frame; false where it is older than the last one or its columns do not fit together. */
  takeFrame(frame: v2x.view.ViewFrame, now_ms: number): boolean {
    if (frame.epoch !== this.#epoch) this.#beginEpoch(frame.epoch);
    if (frame.seq <= this.last_seq || !readColumns(this.#columns, frame)) return false;
    if (this.last_seq > 0) this.frames_dropped += frame.seq - this.last_seq - 1;
    this.last_seq = frame.seq;
    const sim_time_ms = Number(frame.simTimeMs);
    const elapsed_s = Math.abs(sim_time_ms - this.playback.to_sim_ms) / 1000;
    updateFleet(this.fleet, frame, this.#columns, alphaAt(this.playback, now_ms), elapsed_s);
    acceptFrame(this.playback, sim_time_ms, now_ms);
    this.#meshes.fill(this.fleet);
    this.letters = frame.signals.slice();
    this.#city?.showSignals(this.letters);
    if (this.selected >= 0 && this.fleet.vehicles[this.selected] === undefined) this.select(-1);
    if (!this.#shot_taken && this.network !== undefined && this.fleet.live_count > 0) {
      this.#shot_taken = true;
      this.lookAtStart(false);
    }
    return true;
  }

  lookAtStart(smooth: boolean): void {
    if (this.network === undefined) return;
    this.following = false;
    this.eye.fly(openingShot(this.network, this.fleet), smooth);
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    const palette = PALETTES[theme];
    this.#renderer.toneMappingExposure = palette.exposure;
    this.#uniforms.uNight.value = palette.lamps;
    this.#uniforms.uShade.value.setHex(palette.asphalt).multiplyScalar(0.45);
    this.#meshes.setEnvironment(this.#environment, palette.environment);
    this.#city?.setPalette(this.#scene, palette);
    this.#city?.showSignals(this.letters);
    this.#marks.setPalette(palette);
  }

  setLayers(layers: LayerSwitches): void {
    this.#layers = layers;
    this.#meshes.group.visible = layers.vehicles;
    this.#meshes.setTypeColors(layers.colors);
    this.#meshes.fill(this.fleet);
    this.#city?.setLayers(layers);
  }

  setQuality(quality: Quality): void {
    this.quality = quality;
    const rich = quality === 'high';
    if (rich) this.#environment ??= environmentMap(this.#renderer);
    this.#meshes.setEnvironment(this.#environment, PALETTES[this.#theme].environment);
    this.#meshes.setQuality(rich);
    this.#renderer.shadowMap.enabled = rich;
    this.#city?.surroundings.setShadows(rich);
    this.#renderer.setPixelRatio(
      Math.min(window.devicePixelRatio, quality === 'high' ? 2 : quality === 'medium' ? 1.5 : 1),
    );
    this.resize();
    this.#options.onQuality(quality);
  }

  resize(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.setSize(clientWidth, clientHeight, false);
    this.eye.resize(clientWidth, clientHeight);
  }

  select(slot: number): void {
    this.selected = slot;
    if (slot < 0) this.following = false;
    this.#tracking = false;
  }

  /** Slot of the vehicle at a place of the canvas in CSS pixels, or -1. */
  pick(x_px: number, y_px: number): number {
    const { clientWidth, clientHeight } = this.#canvas;
    const x = (x_px / clientWidth) * 2 - 1;
    const y = 1 - (y_px / clientHeight) * 2;
    return pickVehicle(this.fleet, this.eye.camera, x, y, alphaAt(this.playback, performance.now()));
  }

  /** Simulated time of the picture, ms. */
  simTime(): number {
    return simTimeAt(this.playback, performance.now());
  }

  start(): void {
    const loop = (now_ms: number): void => {
      this.#request = requestAnimationFrame(loop);
      const gap_ms = now_ms - this.#last_ms;
      if (gap_ms < this.#min_gap_ms - 2 || document.hidden) return;
      this.#last_ms = now_ms;
      this.render(now_ms, Math.min(0.1, gap_ms / 1000));
      if (this.software || this.#options.quality !== undefined) return;
      const quality = this.#judge.judge(gap_ms, this.quality);
      if (quality !== this.quality) this.setQuality(quality);
    };
    this.#request = requestAnimationFrame(loop);
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.#meshes.dispose();
    this.#city?.dispose();
    this.eye.dispose();
    this.#renderer.dispose();
  }

  /** Draws one picture; returns the time that took on this thread, ms. */
  render(now_ms: number, delta_s: number): number {
    const begin_ms = performance.now();
    const alpha = alphaAt(this.playback, now_ms);
    this.#uniforms.uAlpha.value = alpha;
    this.#uniforms.uTime.value = this.#options.still ? 0 : (now_ms / 1000) % 60;
    this.#follow(alpha);
    this.eye.update(delta_s);
    this.#uniforms.uGrow.value = growthAt(this.eye.camera.position.distanceTo(this.eye.target));
    this.#city?.surroundings.follow(this.#scene, this.eye.camera.position, this.eye.target);
    this.#marks.update(this, this.#layers.labels, this.#city?.rsus ?? [], alpha, this.#uniforms.uGrow.value);
    this.#renderer.render(this.#scene, this.eye.camera);
    this.#marks.place(this.eye.camera, this.#canvas.clientWidth, this.#canvas.clientHeight);
    const js_ms = performance.now() - begin_ms;
    this.js_ms.push(js_ms);
    if (this.js_ms.length > FRAME_TIMES) this.js_ms.shift();
    this.#options.onPicture();
    return js_ms;
  }

  #follow(alpha: number): void {
    if (!this.following || this.selected < 0) return;
    const pose = new Float32Array(4);
    poseOf(this.fleet, this.selected, alpha, pose);
    this.eye.track(pose[0], pose[1], pose[2], !this.#tracking);
    this.#tracking = true;
  }

  /** Waits until everything that was asked of the graphics is drawn: only for measuring. */
  finish(): void {
    this.#renderer.getContext().finish();
  }

  get draw_calls(): number {
    return this.#renderer.info.render.calls;
  }

  get triangles(): number {
    return this.#renderer.info.render.triangles;
  }

  get label_count(): number {
    return this.#marks.label_count;
  }
}
