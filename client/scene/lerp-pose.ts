/** The one rule for a pose between two frames; the vertex shader (instance-shader.ts) says the same in GLSL. */

const FULL_TURN_RAD = 2 * Math.PI;

/** A pose is four numbers: x, y, z in metres, yaw in radians. Writes the pose at `alpha` between two into `out`. */
export function lerpPose(
  from: Float32Array,
  from_at: number,
  to: Float32Array,
  to_at: number,
  alpha: number,
  out: Float32Array,
  out_at: number,
): void {
  const yaw = from[from_at + 3];
  const turn = shortestTurn(to[to_at + 3] - yaw);
  for (let axis = 0; axis < 3; axis++) {
    const start = from[from_at + axis];
    out[out_at + axis] = start + (to[to_at + axis] - start) * alpha;
  }
  out[out_at + 3] = yaw + turn * alpha;
}

/** The same turn the short way round: in [-pi, pi]. */
export function shortestTurn(turn_rad: number): number {
  return turn_rad - FULL_TURN_RAD * Math.floor(turn_rad / FULL_TURN_RAD + 0.5);
}
