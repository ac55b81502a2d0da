/** What a map draws around its roads. */
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import type { DressingSpec } from '../dressing.ts';
import { buildingsOf } from './buildings.ts';
import { groundOf, terrainOf } from './ground.ts';
import type { RoadMap } from './schema.ts';

export function dressingOf(map: RoadMap, network: NetworkSpec): DressingSpec {
  const ground = groundOf(map, network);
  const terrain = terrainOf(map, network, ground);
  return {
    ...(terrain === undefined ? {} : { terrain }),
    water: map.water.map(({ name, shape, z_m }) => ({
      ...(name === undefined ? {} : { name: name.en, name_zh: name.zh }),
      shape: Float64Array.from(shape.flat()),
      z: z_m,
    })),
    buildings: buildingsOf(map, network, ground),
    names: map.names.map(({ name, at: [x, y, z], kind }) => ({ name: name.en, name_zh: name.zh, x, y, z, kind })),
    ...(map.view === undefined ? {} : { opening_shot: [...map.view.eye, ...map.view.target] }),
  };
}
