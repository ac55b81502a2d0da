/**
 * The picture: owns renderer, scene, camera and the loop, and draws what the source tells (network, scene facts, frames).
 * Knows nothing of MQTT and nothing of panels.
 */
import { Object3D, Scene } from 'three';
import type { Texture, WebGLRenderer } from 'three';
import type { v2x } from '../../protos/wire/generated.js';
import type { EventFacts } from '../source/events.ts';
import type { NetworkFacts } from '../source/facts.ts';
import type { SceneFacts } from '../source/scene-facts.ts';
import type { StationState } from '../source/station-status.ts';
import { alphaAt, simTimeAt } from '../source/playback.ts';
import { createEye } from './camera.ts';
import type { Eye } from './camera.ts';
import { createCity } from './city.ts';
import type { City } from './city.ts';
import { poseOf, shownSlot, spawnVehicle } from './fleet.ts';
import { createVehicleUniforms, growthAt } from './instance-shader.ts';
import { FIRST_LAYERS } from './layers.ts';
import type { LayerSwitches } from './layers.ts';
import { givenShot, openingShot } from './opening-shot.ts';
import type { CameraPlace } from './opening-shot.ts';
import { createOverlay } from './overlay.ts';
import type { Overlay } from './overlay.ts';
import { PALETTES } from './palette.ts';
import type { Theme } from './palette.ts';
import { pickThing } from './pick.ts';
import { startLoop } from './picture-loop.ts';
import type { LoopOptions } from './picture-loop.ts';
import { listPlaces, placeOf } from './places.ts';
import type { Place, Thing } from './places.ts';
import { isSoftwareRenderer } from './quality.ts';
import type { Quality } from './quality.ts';
import { createSight } from './see-through.ts';
import { setSight } from './sight-line.ts';
import { applyQuality, createRenderer, environmentMap, rendererName } from './renderer.ts';
import { Traffic } from './traffic.ts';
import { createVehicleMeshes } from './vehicle-meshes.ts';
import type { VehicleMeshes } from './vehicle-meshes.ts';

export interface StageOptions extends LoopOptions {
  /** No blinking. */
  readonly still: boolean;
  /** Keeps the picture readable after it was shown: for tests. */
  readonly preserve: boolean;
  readonly onQuality: (quality: Quality) => void;
}

const FRAME_TIMES = 240;

export class Stage {
  readonly traffic = new Traffic();
  readonly fleet = this.traffic.fleet;
  readonly playback = this.traffic.playback;
  readonly eye: Eye;
  readonly software: boolean;
  network: NetworkFacts | undefined;
  quality: Quality;
  /** Slot of the chosen vehicle, -1 = none. */
  selected = -1;
  /** What is chosen: the vehicle, or something that stands still. */
  chosen: Thing | undefined;
  /** What stands still and can be chosen. */
  places: readonly Place[] = [];
  following = false;
  /** Where the eye begins instead of the opening shot. */
  first_camera: CameraPlace | undefined;
  readonly js_ms: number[] = [];

  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #uniforms = createVehicleUniforms();
  readonly #sight = createSight();
  readonly #meshes: VehicleMeshes;
  readonly overlay: Overlay;
  readonly #options: StageOptions;
  readonly #canvas: HTMLCanvasElement;
  #city: City | undefined;
  facts: SceneFacts | undefined;
  #theme: Theme = 'day';
  #layers: LayerSwitches = FIRST_LAYERS;
  #shot_taken = false;
  #given_shot = false;
  #tracking = false;
  readonly #pose = new Float32Array(4);
  #environment: Texture | null = null;
  #stopLoop: () => void = () => {};

  constructor(canvas: HTMLCanvasElement, label_root: HTMLElement, options: StageOptions) {
    Object3D.DEFAULT_UP.set(0, 0, 1);
    this.#options = options;
    this.#canvas = canvas;
    this.#renderer = createRenderer(canvas, { smooth: options.quality !== 'lite', preserve: options.preserve });
    this.software = isSoftwareRenderer(rendererName(this.#renderer));
    this.quality = options.quality ?? (this.software ? 'lite' : 'high');
    this.eye = createEye(canvas);
    this.#meshes = createVehicleMeshes(this.#uniforms);
    this.overlay = createOverlay(label_root, options.still);
    this.#scene.add(this.#meshes.group, this.overlay.group);
    this.setQuality(this.quality);
  }

  setNetwork(network: NetworkFacts): void {
    this.#city?.group.removeFromParent();
    this.#city?.dispose();
    this.network = network;
    this.#city = createCity(network, this.#sight);
    this.#scene.add(this.#city.group);
    this.#placeRsus();
    this.setLayers(this.#layers);
    this.#city.surroundings.setShadows(this.quality === 'high');
    this.setTheme(this.#theme);
    this.#shot_taken = false;
    this.#given_shot = this.facts !== undefined;
    this.lookAtStart(false);
  }

  setScene(facts: SceneFacts): void {
    this.facts = facts;
    this.fleet.z0_m = facts.z0_m;
    if (facts.epoch !== this.traffic.epoch) this.#beginEpoch(facts.epoch);
    for (const spawn of facts.vehicles) spawnVehicle(this.fleet, spawn);
    this.#placeRsus();
    // A frame may come before the scene does: its shot was the page's own.
    if (facts.opening_shot.length > 0 && !this.#given_shot) this.lookAtStart(false);
    this.#given_shot = true;
  }

  showStations(states: ReadonlyMap<string, StationState>): void {
    this.#city?.showStations(states);
  }

  #placeRsus(): void {
    if (this.facts === undefined || this.#city === undefined) return;
    this.#city.setScene(this.facts.rsus, this.facts.dressing);
    this.overlay.setRsus(this.facts.rsus);
    this.places = listPlaces(this.network, this.#city.rsus);
  }

  takeEvents(events: EventFacts, now_ms: number): void {
    this.overlay.takeEvents(this, events, now_ms / 1000);
  }

  /** Forgets the vehicles and the count of frames: another run follows. Roads stay until others come. */
  forget(): void {
    this.facts = undefined;
    this.#beginEpoch(-1);
    this.#meshes.fill(this.fleet);
  }

  #beginEpoch(epoch: number): void {
    this.choose(undefined);
    this.overlay.forget();
    this.traffic.begin(epoch);
  }

  takeFrame(frame: v2x.view.ViewFrame, now_ms: number): boolean {
    if (frame.epoch !== this.traffic.epoch) this.#beginEpoch(frame.epoch);
    if (!this.traffic.take(frame, now_ms)) return false;
    this.#meshes.fill(this.fleet);
    this.#city?.showSignals(this.traffic.letters);
    if (this.fleet.vehicles[this.selected] === undefined && this.selected >= 0) this.choose(undefined);
    if (!this.#shot_taken && this.network !== undefined && this.fleet.live_count > 0) {
      this.#shot_taken = true;
      this.lookAtStart(false);
    }
    return true;
  }

  lookAtStart(smooth: boolean): void {
    if (this.network === undefined) return;
    this.following = false;
    const own = givenShot(this.facts?.opening_shot) ?? openingShot(this.network, this.fleet);
    const given = smooth ? undefined : this.first_camera;
    this.eye.fly(given ?? own, smooth, given !== undefined);
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    const palette = PALETTES[theme];
    this.#renderer.toneMappingExposure = palette.exposure;
    this.#uniforms.uNight.value = palette.lamps;
    this.#uniforms.uShade.value.setHex(palette.asphalt).multiplyScalar(0.45);
    this.#meshes.setEnvironment(this.#environment, palette.environment);
    this.#city?.setPalette(this.#scene, palette);
    this.#city?.showSignals(this.traffic.letters);
    this.overlay.setPalette(palette);
  }

  setLayers(layers: LayerSwitches): void {
    this.#layers = layers;
    this.#meshes.group.visible = layers.vehicles;
    this.#meshes.setPaints(layers.soc ? 'charge' : layers.colors ? 'types' : 'street');
    this.#meshes.fill(this.fleet);
    this.#city?.setLayers(layers);
    this.overlay.setLayers(layers);
  }

  setQuality(quality: Quality): void {
    this.quality = quality;
    const rich = quality === 'high';
    if (rich) this.#environment ??= environmentMap(this.#renderer);
    this.#meshes.setEnvironment(this.#environment, PALETTES[this.#theme].environment);
    this.#meshes.setQuality(rich);
    this.#city?.surroundings.setShadows(rich);
    applyQuality(this.#renderer, quality);
    this.resize();
    this.#options.onQuality(quality);
  }

  resize(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.setSize(clientWidth, clientHeight, false);
    this.eye.resize(clientWidth, clientHeight);
  }

  /** Chooses a vehicle that a frame shows, or a place; false where there is none of the kind and id. */
  choose(thing: Thing | undefined): boolean {
    this.selected = thing?.kind === 'vehicle' ? shownSlot(this.fleet, thing.id) : -1;
    const known = this.selected >= 0 || placeOf(this.places, thing) !== undefined;
    this.chosen = known ? thing : undefined;
    if (this.selected < 0) this.following = false;
    this.#tracking = false;
    return known;
  }

  /** What is at a place of the canvas in CSS pixels. */
  pick(x_px: number, y_px: number): Thing | undefined {
    const { clientWidth, clientHeight } = this.#canvas;
    const x = (x_px / clientWidth) * 2 - 1;
    const y = 1 - (y_px / clientHeight) * 2;
    const alpha = alphaAt(this.playback, performance.now());
    return pickThing(this.fleet, this.places, this.eye.camera, x, y, alpha);
  }

  simTime(): number {
    return simTimeAt(this.playback, performance.now());
  }

  start(): void {
    this.#stopLoop = startLoop(this, this.#options);
  }

  stop(): void {
    this.#stopLoop();
    this.#meshes.dispose();
    this.#city?.dispose();
    this.overlay.dispose();
    this.eye.dispose();
    this.#renderer.dispose();
  }

  /** Draws one picture; returns the time that took on this thread, ms. */
  render(now_ms: number, delta_s: number): number {
    const begin_ms = performance.now();
    const alpha = alphaAt(this.playback, now_ms);
    this.#uniforms.uAlpha.value = alpha;
    this.#uniforms.uTime.value = this.#options.still ? 0 : (now_ms / 1000) % 60;
    this.#look(alpha, delta_s);
    this.#city?.update(this.#options.still ? 0 : now_ms / 1000);
    this.#uniforms.uGrow.value = growthAt(this.eye.camera.position.distanceTo(this.eye.target));
    this.#city?.surroundings.follow(this.#scene, this.eye.camera.position, this.eye.target);
    this.overlay.update(this, alpha, this.#uniforms.uGrow.value, now_ms / 1000);
    this.#renderer.render(this.#scene, this.eye.camera);
    this.overlay.placeLabels(this.eye);
    const js_ms = performance.now() - begin_ms;
    this.js_ms.push(js_ms);
    if (this.js_ms.length > FRAME_TIMES) this.js_ms.shift();
    return js_ms;
  }

  /** Moves the eye, after the chosen vehicle where it follows, and keeps the view of it free. */
  #look(alpha: number, delta_s: number): void {
    const place = placeOf(this.places, this.chosen);
    const focus = this.selected < 0 && place === undefined ? undefined : this.#pose;
    if (place !== undefined) this.#pose.set([place.x, place.y, place.z]);
    if (this.selected >= 0) {
      poseOf(this.fleet, this.selected, alpha, this.#pose);
      if (this.following) this.eye.track(this.#pose, !this.#tracking);
      this.#tracking = this.following;
    }
    this.eye.update(delta_s);
    const ground_m = focus === undefined ? undefined : this.#city?.groundHeight(focus[0], focus[1]);
    setSight(this.#sight, this.eye.camera, this.eye.target, focus, ground_m);
  }

  /** Waits until everything is drawn: only for measuring. */
  finish(): void {
    this.#renderer.getContext().finish();
  }

  /** What the last picture cost. */
  get drawn(): { readonly calls: number; readonly triangles: number } {
    return this.#renderer.info.render;
  }
}
