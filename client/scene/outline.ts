/** Is a place within an outline (x, y pairs)? By the even-odd rule. */
export function isInOutline(shape: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = shape.length - 2; i < shape.length; j = i, i += 2) {
    const crosses = shape[i + 1] > y !== shape[j + 1] > y;
    if (crosses && x < ((shape[j] - shape[i]) * (y - shape[i + 1])) / (shape[j + 1] - shape[i + 1]) + shape[i])
      inside = !inside;
  }
  return inside;
}
