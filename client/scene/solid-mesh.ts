/** Flat-shaded faces as one mesh in the colours that were given, dyed by one colour of the palette. */
import { BufferGeometry, Float32BufferAttribute, Mesh, MeshLambertMaterial } from 'three';
import { giveWay } from './see-through.ts';
import type { SightUniforms } from './see-through.ts';
import type { Solid } from './solid.ts';

export interface SolidMesh {
  readonly mesh: Mesh<BufferGeometry, MeshLambertMaterial>;
  dispose(): void;
}

export function createSolidMesh(solid: Solid, sight?: SightUniforms): SolidMesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(solid.positions, 3));
  geometry.setAttribute('normal', new Float32BufferAttribute(solid.normals, 3));
  geometry.setAttribute('color', new Float32BufferAttribute(solid.colors, 3));
  const material = new MeshLambertMaterial({ vertexColors: true });
  if (sight !== undefined) giveWay(material, sight, 'ground', { key: 'solid' });
  const mesh = new Mesh(geometry, material);
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return {
    mesh,
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
