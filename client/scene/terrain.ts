/** The ground as a mesh, greener where it is flat and barer where it is steep; it opens over a chosen vehicle in a tunnel. */
import { BufferGeometry, Color, Float32BufferAttribute, Mesh, MeshLambertMaterial } from 'three';
import type { TerrainFact } from '../source/scene-facts.ts';
import { buildGround } from './ground-mesh.ts';
import type { Palette } from './palette.ts';
import type { Relief } from './relief.ts';
import { giveWay } from './see-through.ts';
import type { SightUniforms } from './see-through.ts';

/** Ground this steep (cosine of its slope) is bare. */
const STEEP_COS = 0.82;
const FLAT_COS = 0.985;

export interface TerrainMesh {
  readonly mesh: Mesh;
  setPalette(palette: Palette): void;
  dispose(): void;
}

export function createTerrain(terrain: TerrainFact, relief: Relief, sight: SightUniforms): TerrainMesh {
  const { positions, indices } = buildGround(terrain, relief);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setIndex(indices);
  geometry.computeVertexNormals();
  const normals = geometry.getAttribute('normal');
  const bare = Float32Array.from({ length: normals.count }, (_, i) =>
    Math.min(1, Math.max(0, (FLAT_COS - normals.getZ(i)) / (FLAT_COS - STEEP_COS))),
  );
  geometry.setAttribute('aBare', new Float32BufferAttribute(bare, 1));
  const colors = { uBare: { value: new Color() } };
  const material = new MeshLambertMaterial();
  giveWay(material, sight, 'ground', {
    key: 'terrain',
    vertex: [
      ['#include <common>', '#include <common>\nattribute float aBare;\nvarying float vBare;'],
      ['#include <begin_vertex>', '#include <begin_vertex>\nvBare = aBare;'],
    ],
    fragment: [
      ['#include <common>', '#include <common>\nvarying float vBare;\nuniform vec3 uBare;'],
      ['#include <color_fragment>', 'diffuseColor.rgb = mix(diffuseColor.rgb, uBare, vBare);'],
    ],
    uniforms: colors,
  });
  const mesh = new Mesh(geometry, material);
  mesh.receiveShadow = true;
  mesh.renderOrder = -60;
  return {
    mesh,
    setPalette(palette) {
      material.color.setHex(palette.ground);
      colors.uBare.value.setHex(palette.slope);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
