/** What a map draws around its roads. */
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import type { DressingSpec } from '../dressing.ts';
import type { RoadMap } from './schema.ts';

export function dressingOf(map: RoadMap, _network: NetworkSpec): DressingSpec {
  return {
    water: map.water.map(({ name, shape, z_m }) => ({
      ...(name === undefined ? {} : { name: name.en, name_zh: name.zh }),
      shape: Float64Array.from(shape.flat()),
      z: z_m,
    })),
    buildings: [],
    names: map.names.map(({ name, at, kind }) => ({
      name: name.en,
      name_zh: name.zh,
      x: at[0],
      y: at[1],
      z: at[2],
      kind,
    })),
    ...(map.view === undefined ? {} : { opening_shot: [...map.view.eye, ...map.view.target] }),
  };
}
