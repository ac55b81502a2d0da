/** Rings on the ground about what is marked: one width for vehicles, a finer one for whole sites. */
import { Color, Group, InstancedMesh, Matrix4, MeshBasicMaterial, Quaternion, RingGeometry, Vector3 } from 'three';

const RINGS_MAX = 64;
/** Rings wider than this are fine ones. */
const FINE_FROM_M = 15;
const AXIS = new Vector3(0, 0, 1);

export interface Highlight {
  readonly group: Group;
  begin(): void;
  /** `size_m` is half of the ring's width. */
  add(x: number, y: number, z: number, size_m: number, color: number): void;
  end(): void;
}

export function createHighlight(): Highlight {
  const material = new MeshBasicMaterial({ transparent: true, opacity: 0.95, depthWrite: false, toneMapped: false });
  const broad = createRings(new RingGeometry(0.9, 1, 48), material);
  const fine = createRings(new RingGeometry(0.975, 1, 96), material);
  const group = new Group();
  group.add(broad, fine);
  const matrix = new Matrix4();
  const place = new Vector3();
  const turn = new Quaternion().setFromAxisAngle(AXIS, 0);
  const size = new Vector3();
  const shade = new Color();
  return {
    group,
    begin() {
      broad.count = 0;
      fine.count = 0;
    },
    add(x, y, z, size_m, color) {
      const mesh = size_m > FINE_FROM_M ? fine : broad;
      if (mesh.count === RINGS_MAX) return;
      matrix.compose(place.set(x, y, z + 0.3), turn, size.set(size_m, size_m, 1));
      mesh.setMatrixAt(mesh.count, matrix);
      mesh.setColorAt(mesh.count, shade.setHex(color));
      mesh.count += 1;
    },
    end() {
      for (const mesh of [broad, fine]) {
        mesh.visible = mesh.count > 0;
        mesh.instanceMatrix.needsUpdate = true;
        if (mesh.instanceColor !== null) mesh.instanceColor.needsUpdate = true;
      }
    },
  };
}

function createRings(geometry: RingGeometry, material: MeshBasicMaterial): InstancedMesh {
  const mesh = new InstancedMesh(geometry, material, RINGS_MAX);
  mesh.frustumCulled = false;
  mesh.renderOrder = 3;
  mesh.setColorAt(0, new Color());
  return mesh;
}
