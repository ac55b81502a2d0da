/** Which things a few typed letters mean: those whose id equals them first, then those that hold them; none for no letters. */

export function findThings<T extends { readonly id: string }>(things: readonly T[], query: string): T[] {
  if (query === '') return [];
  const wanted = query.toLowerCase();
  const equal = things.filter(({ id }) => id.toLowerCase() === wanted);
  const holding = things.filter(({ id }) => id.toLowerCase().includes(wanted) && id.toLowerCase() !== wanted);
  return [...equal, ...holding];
}
