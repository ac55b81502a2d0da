/** A ring on the ground about the chosen vehicle, and one about each vehicle that is warned. */
import { Color, InstancedMesh, Matrix4, MeshBasicMaterial, Quaternion, RingGeometry, Vector3 } from 'three';

const RINGS_MAX = 64;
const AXIS = new Vector3(0, 0, 1);

export interface Highlight {
  readonly mesh: InstancedMesh;
  begin(): void;
  /** `size_m` is half of the ring's width. */
  add(x: number, y: number, z: number, size_m: number, color: number): void;
  end(): void;
}

export function createHighlight(): Highlight {
  const material = new MeshBasicMaterial({ transparent: true, opacity: 0.95, depthWrite: false, toneMapped: false });
  const mesh = new InstancedMesh(new RingGeometry(0.9, 1, 48), material, RINGS_MAX);
  mesh.frustumCulled = false;
  mesh.renderOrder = 3;
  const matrix = new Matrix4();
  const place = new Vector3();
  const turn = new Quaternion().setFromAxisAngle(AXIS, 0);
  const size = new Vector3();
  const shade = new Color();
  mesh.setColorAt(0, shade);
  return {
    mesh,
    begin() {
      mesh.count = 0;
    },
    add(x, y, z, size_m, color) {
      if (mesh.count === RINGS_MAX) return;
      matrix.compose(place.set(x, y, z + 0.3), turn, size.set(size_m, size_m, 1));
      mesh.setMatrixAt(mesh.count, matrix);
      mesh.setColorAt(mesh.count, shade.setHex(color));
      mesh.count += 1;
    },
    end() {
      mesh.instanceMatrix.needsUpdate = true;
      if (mesh.instanceColor !== null) mesh.instanceColor.needsUpdate = true;
    },
  };
}
