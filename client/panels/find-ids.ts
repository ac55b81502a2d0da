/** Which vehicles a few typed letters mean: the id that equals them first, then those that hold them; none for no letters. */
export function findIds(ids: readonly string[], query: string): string[] {
  if (query === '') return [];
  const holding = ids.filter((id) => id.includes(query) && id !== query);
  return ids.includes(query) ? [query, ...holding] : holding;
}
