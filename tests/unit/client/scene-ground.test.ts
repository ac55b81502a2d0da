import { describe, expect, it } from 'vitest';
import { buildGround } from '../../../client/scene/ground-mesh.ts';
import { createRelief, gridHeight } from '../../../client/scene/relief.ts';
import { buildStructures } from '../../../client/scene/structures.ts';
import { readNetwork } from '../../../client/source/facts.ts';
import { landHeight, mockDressing } from '../../../client/source/mock-land.ts';
import { mockNetwork } from '../../../client/source/mock-network.ts';
import { readScene } from '../../../client/source/scene-facts.ts';
import { v2x } from '../../../protos/wire/generated.js';

const network = readNetwork(mockNetwork().payload);
const scene = readScene(v2x.view.ViewScene.encode({ dressing: mockDressing(), z0M: 0 }).finish());
const terrain = scene.dressing.terrain!;
const relief = createRelief(terrain, network);

function roadPlaces(kind: 'ground' | 'bridge' | 'tunnel'): { x: number; y: number; z: number }[] {
  return network.lanes.flatMap((lane) => {
    const edge = network.edges[lane.edge];
    const carrier = edge.tunnel ? 'tunnel' : edge.bridge ? 'bridge' : 'ground';
    if (carrier !== kind || lane.kind !== 'road') return [];
    const places = [];
    for (let i = 0; i + 2 < lane.shape.length; i += 3)
      places.push({ x: lane.shape[i], y: lane.shape[i + 1], z: lane.shape[i + 2] });
    return places;
  });
}

describe('the land', () => {
  it('has the heights of the map at its grid points, and between them', () => {
    expect(gridHeight(terrain, terrain.x + 60, terrain.y + 80)).toBeCloseTo(
      landHeight(terrain.x + 60, terrain.y + 80),
      1,
    );
    const [a, b] = [0, 1].map((i) => terrain.z[i]);
    expect(gridHeight(terrain, terrain.x + terrain.step_m / 2, terrain.y)).toBeCloseTo((a + b) / 2, 4);
    expect(gridHeight(terrain, terrain.x - 500, terrain.y - 500)).toBeCloseTo(terrain.z[0], 4);
  });

  it('is dropped where its grid and its heights do not fit together', () => {
    const dressing = { terrain: { ...mockDressing().terrain, columns: 3 } };
    expect(readScene(v2x.view.ViewScene.encode({ dressing }).finish()).dressing.terrain).toBeUndefined();
  });

  it('lies just below every road on the ground, below bridges, and over tunnels', () => {
    for (const { x, y, z } of roadPlaces('ground')) {
      expect(relief.height(x, y)).toBeLessThan(z);
      // A bridge begins at the end of a road: there the ground may lie deeper.
      if (Math.abs(x) < 190) expect(relief.height(x, y)).toBeGreaterThan(z - 2.5);
    }
    for (const { x, y, z } of roadPlaces('bridge')) expect(relief.height(x, y)).toBeLessThan(z - 0.15);
    const covered = roadPlaces('tunnel').filter(({ x, y, z }) => relief.height(x, y) > z + 5);
    expect(covered.length).toBeGreaterThan(10);
  });

  it('is one surface without gaps: inner edges have two triangles, and no road shows ground above it', () => {
    const mesh = buildGround(terrain, relief);
    expect(mesh.positions.every((value) => Number.isFinite(value))).toBe(true);
    const count = new Map<string, number>();
    for (let i = 0; i < mesh.indices.length; i += 3) {
      const corners = [mesh.indices[i], mesh.indices[i + 1], mesh.indices[i + 2]];
      corners.forEach((corner, side) => {
        const pair = [corner, corners[(side + 1) % 3]].sort((a, b) => a - b).join(' ');
        count.set(pair, (count.get(pair) ?? 0) + 1);
      });
    }
    const inside = (point: number): boolean => {
      const [x, y] = [mesh.positions[point * 3], mesh.positions[point * 3 + 1]];
      const right = terrain.x + (terrain.columns - 1) * terrain.step_m;
      const top = terrain.y + (terrain.rows - 1) * terrain.step_m;
      return x > terrain.x + 1 && x < right - 1 && y > terrain.y + 1 && y < top - 1;
    };
    const open = [...count].filter(([pair, used]) => used !== 2 && pair.split(' ').map(Number).every(inside));
    expect(open).toEqual([]);
    expect(mesh.indices.length / 3).toBeLessThan(200_000);
  });
});

describe('structures', () => {
  it('carry bridges on piers that stand on the ground, and give each tunnel portals', () => {
    const solid = buildStructures(network, relief);
    expect(solid.positions.every((value) => Number.isFinite(value))).toBe(true);
    let lowest_on_river = Infinity;
    let dark_faces = 0;
    for (let i = 0; i < solid.positions.length; i += 3) {
      const [x, y, z] = solid.positions.slice(i, i + 3);
      if (Math.abs(x - 320) < 40 && Math.abs(y) < 12) lowest_on_river = Math.min(lowest_on_river, z);
      if (solid.colors[i] < 0.05) dark_faces += 1;
    }
    expect(lowest_on_river).toBeLessThan(-9);
    // Two carriageways with two mouths each; two triangles a mouth.
    expect(dark_faces).toBe(4 * 6);
  });
});
