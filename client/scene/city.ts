/** Everything that does not move, for one network and one scene: roads, signals, roadside units, stations, land, trees. */
import { Group } from 'three';
import type { Scene } from 'three';
import type { NetworkFacts } from '../source/facts.ts';
import type { DressingFacts, RsuFact } from '../source/scene-facts.ts';
import type { StationState } from '../source/station-status.ts';
import type { Countryside } from './countryside.ts';
import { createRoadMeshes } from './flat-mesh.ts';
import { createFreeGround } from './free-ground.ts';
import { FIRST_LAYERS } from './layers.ts';
import type { LayerSwitches } from './layers.ts';
import { PALETTES } from './palette.ts';
import type { Palette } from './palette.ts';
import { createRsuMasts } from './rsu-masts.ts';
import type { RsuMasts } from './rsu-masts.ts';
import type { SightUniforms } from './see-through.ts';
import { createSignalHeads } from './signal-heads.ts';
import { createSurroundings } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { createTrees } from './trees.ts';
import type { Trees } from './trees.ts';

export interface City {
  readonly group: Group;
  readonly surroundings: Surroundings;
  /** Roadside units, where their masts stand. */
  readonly rsus: readonly RsuFact[];
  /** Puts up what the scene tells: masts, and land and trees the first time. */
  setScene(rsus: readonly RsuFact[], dressing: DressingFacts): void;
  setPalette(scene: Scene, palette: Palette): void;
  setLayers(layers: LayerSwitches): void;
  showSignals(letters: Uint8Array): boolean;
  showStations(states: ReadonlyMap<string, StationState>): void;
  /** Height of the ground; undefined where everything is flat. */
  groundHeight(x: number, y: number): number | undefined;
  update(now_s: number): void;
  dispose(): void;
}

export function createCity(network: NetworkFacts, sight: SightUniforms): City {
  const { bounds } = network;
  const z = network.lanes[0]?.shape[2] ?? 0;
  const surroundings = createSurroundings({
    x: (bounds.x_min + bounds.x_max) / 2,
    y: (bounds.y_min + bounds.y_max) / 2,
    z,
  });
  const ground = createFreeGround(network);
  const roads = createRoadMeshes(network);
  const signals = createSignalHeads(network);
  let station_states: ReadonlyMap<string, StationState> = new Map();
  const group = new Group();
  group.add(surroundings.group, roads.group, signals.group);
  let masts: RsuMasts | undefined;
  let land: Countryside | undefined;
  let trees: Trees | undefined;
  let layers: LayerSwitches = FIRST_LAYERS;
  let palette = PALETTES.day;
  let is_land_begun = false;

  function applyLayers(): void {
    roads.setMarkings(layers.markings);
    signals.group.visible = layers.signals;
    if (trees !== undefined) trees.group.visible = layers.trees;
    land?.setLayers(layers);
    if (masts !== undefined) masts.group.visible = layers.rsus;
  }

  /** Land and trees follow from network and map alone: they are built once. Their code comes when a map has any. */
  async function buildLand(dressing: DressingFacts): Promise<void> {
    if (is_land_begun) return;
    is_land_begun = true;
    if (
      dressing.terrain !== undefined ||
      dressing.buildings.length + dressing.water.length + network.stations.length > 0
    ) {
      const { createCountryside } = await import('./countryside.ts');
      land = createCountryside(network, dressing, sight);
      surroundings.setPlain(land.relief === undefined);
      land.showStations(station_states);
      group.add(land.group);
    }
    const { buildings, water } = dressing;
    trees = createTrees(network, { ground, relief: land?.relief, buildings, water }, sight);
    group.add(trees.group);
    for (const part of [land, trees]) part?.setPalette(palette);
    applyLayers();
  }

  return {
    group,
    surroundings,
    get rsus() {
      return masts?.places ?? [];
    },
    setScene(rsus, dressing) {
      if (masts !== undefined) {
        group.remove(masts.group);
        masts.dispose();
      }
      masts = createRsuMasts(rsus, ground);
      group.add(masts.group);
      masts.setPalette(palette);
      applyLayers();
      void buildLand(dressing);
    },
    setPalette(scene, next) {
      palette = next;
      surroundings.setPalette(scene, palette);
      for (const part of [roads, signals, trees, land, masts]) part?.setPalette(palette);
    },
    setLayers(next) {
      layers = next;
      applyLayers();
    },
    showSignals: (letters) => signals.show(letters),
    showStations(states) {
      station_states = states;
      land?.showStations(states);
    },
    groundHeight: (x, y) => land?.relief?.height(x, y),
    update: (now_s) => land?.update(now_s),
    dispose() {
      for (const part of [surroundings, roads, signals, trees, land, masts]) part?.dispose();
    },
  };
}
