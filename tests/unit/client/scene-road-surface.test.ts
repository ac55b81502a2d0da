import { describe, expect, it } from 'vitest';
import { buildRoadSurface } from '../../../client/scene/road-surface.ts';
import {
  addDashes,
  addPolygon,
  addStrip,
  createFlatMesh,
  cutLine,
  lineLength,
  meshArea,
  offsetLine,
} from '../../../client/scene/strip.ts';
import type { FlatMesh } from '../../../client/scene/strip.ts';
import { readNetwork } from '../../../client/source/facts.ts';
import { mockNetwork } from '../../../client/source/mock-network.ts';

/** Twice the area of a triangle seen from above: positive = its normal points up. */
function doubleArea(mesh: FlatMesh, first: number): number {
  const [a, b, c] = [0, 1, 2].map((i) => mesh.indices[first + i] * 3);
  const p = mesh.positions;
  return (p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[c] - p[a]) * (p[b + 1] - p[a + 1]);
}

function expectSound(mesh: FlatMesh): void {
  expect(mesh.positions.every(Number.isFinite)).toBe(true);
  const corners = mesh.positions.length / 3;
  expect(mesh.indices.every((corner) => Number.isInteger(corner) && corner >= 0 && corner < corners)).toBe(true);
  for (let i = 0; i < mesh.indices.length; i += 3) expect(doubleArea(mesh, i)).toBeGreaterThanOrEqual(0);
}

describe('a strip along a line', () => {
  it('has the area of length times width on a straight line', () => {
    const mesh = createFlatMesh();
    addStrip(mesh, [0, 0, 1, 60, 80, 1], -1.5, 1.5);
    expect(meshArea(mesh)).toBeCloseTo(300, 6);
    expect(mesh.indices.length).toBe(6);
    expectSound(mesh);
  });

  it('keeps its width in a bend', () => {
    const mesh = createFlatMesh();
    const arc = Array.from({ length: 91 }, (_, i) => [
      Math.cos((i * Math.PI) / 180) * 20,
      Math.sin((i * Math.PI) / 180) * 20,
      0,
    ]).flat();
    addStrip(mesh, arc, -1.6, 1.6);
    expect(meshArea(mesh)).toBeCloseTo((Math.PI / 4) * (21.6 ** 2 - 18.4 ** 2), 1);
    expectSound(mesh);
  });

  it('survives repeated points, hairpins and lines that are none', () => {
    const mesh = createFlatMesh();
    addStrip(mesh, [0, 0, 0, 0, 0, 0, 10, 0, 0], -1, 1);
    addStrip(mesh, [0, 0, 0, 10, 0, 0, 0, 0.01, 0], -2, 2);
    addStrip(mesh, [5, 5, 0, 5, 5, 0], -1, 1);
    addStrip(mesh, [], -1, 1);
    expectSound(mesh);
  });

  it('is broken into dashes', () => {
    const mesh = createFlatMesh();
    addDashes(mesh, [0, 0, 0, 90, 0, 0], 0, 0.12, 3, 6);
    expect(meshArea(mesh)).toBeCloseTo(10 * 3 * 0.12, 6);
  });
});

describe('lines', () => {
  it('are offset to the left of their direction', () => {
    expect(offsetLine([0, 0, 7, 10, 0, 7], 2)).toEqual([0, 2, 7, 10, 2, 7]);
  });

  it('are cut by length', () => {
    const line = [0, 0, 0, 10, 0, 0, 10, 10, 0];
    expect(lineLength(line)).toBe(20);
    expect(cutLine(line, 5, 15)).toEqual([5, 0, 0, 10, 0, 0, 10, 5, 0]);
    expect(cutLine(line, 30, 40)).toEqual([]);
  });
});

describe('a filled outline', () => {
  it('has its area whichever way round it is given', () => {
    const outline = [0, 0, 10, 0, 10, 10, 5, 4, 0, 10];
    const reversed = [0, 10, 5, 4, 10, 10, 10, 0, 0, 0];
    for (const corners of [outline, reversed, [...outline, 0, 0]]) {
      const mesh = createFlatMesh();
      addPolygon(mesh, corners, 0);
      expect(meshArea(mesh)).toBeCloseTo(70, 6);
      expectSound(mesh);
    }
  });

  it('is nothing where it has no inside', () => {
    const mesh = createFlatMesh();
    addPolygon(mesh, [0, 0, 1, 1], 0);
    addPolygon(mesh, [], 0);
    expect(mesh.indices.length).toBe(0);
  });
});

describe('the surface of a crossing', () => {
  const network = readNetwork(mockNetwork().payload);
  const surface = buildRoadSurface(network);

  it('is sound in every layer', () => {
    for (const mesh of Object.values(surface)) expectSound(mesh);
  });

  it('has asphalt for all lanes and the junction', () => {
    const roads_m2 = network.lanes
      .filter((lane) => lane.junction < 0)
      .reduce((sum, lane) => sum + lineLength(lane.shape) * lane.width_m, 0);
    expect(meshArea(surface.asphalt)).toBeGreaterThan(roads_m2);
    expect(meshArea(surface.pavement)).toBeGreaterThan(meshArea(surface.asphalt));
  });

  it('has white lines, a centre line for opposite carriageways, and no zebra without crossings', () => {
    expect(meshArea(surface.white)).toBeGreaterThan(50);
    expect(meshArea(surface.centre)).toBeGreaterThan(50);
    expect(surface.walk.indices.length).toBe(0);
  });
});
