/** Student's t distribution for whole degrees of freedom, by its finite series (Abramowitz and Stegun 26.7.3 and 26.7.4). */

/** Probability that |T| stays below t >= 0 with `df` degrees of freedom. */
export function studentWithin(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const cos = Math.cos(angle);
  const odd = df % 2 === 1;
  if (df === 1) return (2 * angle) / Math.PI;
  let term = odd ? cos : 1;
  let sum = term;
  for (let k = odd ? 3 : 2; k < df; k += 2) {
    term *= ((k - 1) / k) * cos * cos;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** The t below which |T| stays with probability `share`: half the width of a two-sided interval, in standard errors. */
export function studentQuantile(share: number, df: number): number {
  let low = 0;
  let high = 1;
  while (studentWithin(high, df) < share) high *= 2;
  for (let step = 0; step < 100 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, df) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
