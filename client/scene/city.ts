/** Everything that does not move, for one network and one scene: roads, signals, roadside units, trees, surroundings. */
import { Group } from 'three';
import type { Scene } from 'three';
import type { NetworkFacts } from '../source/facts.ts';
import type { RsuFact } from '../source/scene-facts.ts';
import { createRoadMeshes } from './flat-mesh.ts';
import { createFreeGround } from './free-ground.ts';
import { FIRST_LAYERS } from './layers.ts';
import type { LayerSwitches } from './layers.ts';
import type { Palette } from './palette.ts';
import { createRsuMasts } from './rsu-masts.ts';
import type { RsuMasts } from './rsu-masts.ts';
import { createSignalHeads } from './signal-heads.ts';
import { createSurroundings } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { createTrees } from './trees.ts';

export interface City {
  readonly group: Group;
  readonly surroundings: Surroundings;
  /** Roadside units, where their masts stand. */
  readonly rsus: readonly RsuFact[];
  setRsus(rsus: readonly RsuFact[], palette: Palette): void;
  setPalette(scene: Scene, palette: Palette): void;
  setLayers(layers: LayerSwitches): void;
  showSignals(letters: Uint8Array): boolean;
  dispose(): void;
}

export function createCity(network: NetworkFacts): City {
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
  const trees = createTrees(network, ground);
  const group = new Group();
  group.add(surroundings.group, roads.group, signals.group, trees.group);
  let masts: RsuMasts | undefined;
  let layers: LayerSwitches = FIRST_LAYERS;

  function applyLayers(): void {
    roads.setMarkings(layers.markings);
    signals.group.visible = layers.signals;
    trees.group.visible = layers.trees;
    if (masts !== undefined) masts.group.visible = layers.rsus;
  }

  return {
    group,
    surroundings,
    get rsus() {
      return masts?.places ?? [];
    },
    setRsus(rsus, palette) {
      if (masts !== undefined) {
        group.remove(masts.group);
        masts.dispose();
      }
      masts = createRsuMasts(rsus, ground);
      masts.setPalette(palette);
      group.add(masts.group);
      applyLayers();
    },
    setPalette(scene, palette) {
      surroundings.setPalette(scene, palette);
      roads.setPalette(palette);
      signals.setPalette(palette);
      trees.setPalette(palette);
      masts?.setPalette(palette);
    },
    setLayers(next) {
      layers = next;
      applyLayers();
    },
    showSignals: (letters) => signals.show(letters),
    dispose() {
      for (const part of [surroundings, roads, signals, trees]) part.dispose();
      masts?.dispose();
    },
  };
}
