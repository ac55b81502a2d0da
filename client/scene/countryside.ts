/** What only some maps have: ground, water, buildings, bridges, tunnels, stations. One for a network and its dressing. */
import { Group } from 'three';
import type { NetworkFacts } from '../source/facts.ts';
import type { DressingFacts } from '../source/scene-facts.ts';
import type { StationState } from '../source/station-status.ts';
import { createBuildings } from './buildings.ts';
import type { LayerSwitches } from './layers.ts';
import type { Palette } from './palette.ts';
import { createRelief } from './relief.ts';
import type { Relief } from './relief.ts';
import type { SightUniforms } from './see-through.ts';
import { createSolidMesh } from './solid-mesh.ts';
import { createStations } from './stations.ts';
import { buildStructures } from './structures.ts';
import { createTerrain } from './terrain.ts';
import { createWater } from './water.ts';

export interface Countryside {
  readonly group: Group;
  /** The ground; undefined where the map has none, and everything stands on a plane. */
  readonly relief: Relief | undefined;
  setLayers(layers: LayerSwitches): void;
  showStations(states: ReadonlyMap<string, StationState>): void;
  update(now_s: number): void;
  setPalette(palette: Palette): void;
  dispose(): void;
}

export function createCountryside(network: NetworkFacts, dressing: DressingFacts, sight: SightUniforms): Countryside {
  const group = new Group();
  const relief = dressing.terrain === undefined ? undefined : createRelief(dressing.terrain, network);
  const terrain =
    dressing.terrain === undefined || relief === undefined ? undefined : createTerrain(dressing.terrain, relief, sight);
  const structures = relief === undefined ? undefined : createSolidMesh(buildStructures(network, relief), sight);
  const water = dressing.water.length === 0 ? undefined : createWater(dressing.water);
  const buildings = dressing.buildings.length === 0 ? undefined : createBuildings(dressing.buildings, sight);
  const stations = createStations(network);
  group.add(stations.group);
  for (const part of [terrain, structures, water, buildings]) if (part !== undefined) group.add(part.mesh);
  return {
    group,
    relief,
    setLayers(layers) {
      if (buildings !== undefined) buildings.mesh.visible = layers.buildings;
      stations.group.visible = layers.stations;
    },
    showStations: (states) => stations.show(states),
    update(now_s) {
      water?.update(now_s);
    },
    setPalette(palette) {
      for (const part of [terrain, water, buildings, stations]) part?.setPalette(palette);
      structures?.mesh.material.color.setHex(palette.concrete);
    },
    dispose() {
      for (const part of [terrain, structures, water, buildings, stations]) part?.dispose();
    },
  };
}
