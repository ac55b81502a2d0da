/** A table from MQTT topic filters to values: who listens to a topic, answered without walking all filters. */

interface FilterNode<T> {
  readonly children: Map<string, FilterNode<T>>;
  /** Values of the filter that ends here. */
  values: T[];
  /** Values of the filter that goes on from here with `#`. */
  rest: T[];
}

/** Answers kept per topic; forgotten as a whole when it is full or a filter changes. */
const CACHED_TOPICS = 32_768;

/** Topics deeper than this are refused by brokers (aedes) and by `isTopic`. */
const TOPIC_LEVELS = 100;

/** True for a name that a message may be published to: no wildcard, no NUL, 1 to 65535 bytes, at most 100 levels. */
export function isTopic(topic: string): boolean {
  return isFilter(topic) && !topic.includes('+') && !topic.includes('#');
}

/** True for a well-formed MQTT 3.1.1 topic filter: `+` fills a whole level, `#` the last one. */
export function isFilter(filter: string): boolean {
  if (filter.length === 0 || filter.includes('\0') || Buffer.byteLength(filter) > 65_535) return false;
  const levels = filter.split('/');
  if (levels.length > TOPIC_LEVELS) return false;
  return levels.every((level, index) => {
    if (level.includes('#')) return level === '#' && index === levels.length - 1;
    return !level.includes('+') || level === '+';
  });
}

/** Filters and their values. A wildcard in the first level does not match topics that begin with `$` (MQTT 3.1.1, 4.7.2). */
export class FilterTable<T> {
  readonly #root: FilterNode<T> = { children: new Map(), values: [], rest: [] };
  readonly #cache = new Map<string, readonly T[]>();

  /** Adds a value under a filter; the same value may stand under several filters, and several times under one. */
  add(filter: string, value: T): void {
    const { levels, open } = split(filter);
    let node = this.#root;
    for (const level of levels) {
      let child = node.children.get(level);
      if (child === undefined) {
        child = { children: new Map(), values: [], rest: [] };
        node.children.set(level, child);
      }
      node = child;
    }
    if (open) node.rest = [...node.rest, value];
    else node.values = [...node.values, value];
    this.#cache.clear();
  }

  /** Takes one occurrence of the value from the filter; false when it was not there. */
  remove(filter: string, value: T): boolean {
    const { levels, open } = split(filter);
    const path = [this.#root];
    for (const level of levels) {
      const child = path[path.length - 1]!.children.get(level);
      if (child === undefined) return false;
      path.push(child);
    }
    const node = path[path.length - 1]!;
    const values = open ? node.rest : node.values;
    const index = values.indexOf(value);
    if (index < 0) return false;
    const remaining = values.filter((_, i) => i !== index);
    if (open) node.rest = remaining;
    else node.values = remaining;
    for (let i = path.length - 1; i > 0 && isEmpty(path[i]!); i--) path[i - 1]!.children.delete(levels[i - 1]!);
    this.#cache.clear();
    return true;
  }

  /** The values of all filters that match the topic. The list is shared: do not change it. */
  matches(topic: string): readonly T[] {
    const known = this.#cache.get(topic);
    if (known !== undefined) return known;
    const found: T[] = [];
    collect(this.#root, topic.split('/'), 0, found);
    if (this.#cache.size >= CACHED_TOPICS) this.#cache.clear();
    this.#cache.set(topic, found);
    return found;
  }

  /** True when at least one filter matches the topic. */
  has(topic: string): boolean {
    return this.matches(topic).length > 0;
  }
}

function split(filter: string): { levels: string[]; open: boolean } {
  const levels = filter.split('/');
  const open = levels[levels.length - 1] === '#';
  if (open) levels.pop();
  return { levels, open };
}

function isEmpty(node: FilterNode<unknown>): boolean {
  return node.children.size === 0 && node.values.length === 0 && node.rest.length === 0;
}

function collect<T>(node: FilterNode<T>, levels: readonly string[], depth: number, found: T[]): void {
  const reserved = depth === 0 && levels[0]!.startsWith('$');
  if (!reserved) found.push(...node.rest);
  if (depth === levels.length) {
    found.push(...node.values);
    return;
  }
  const exact = node.children.get(levels[depth]!);
  if (exact !== undefined) collect(exact, levels, depth + 1, found);
  const any = reserved ? undefined : node.children.get('+');
  if (any !== undefined) collect(any, levels, depth + 1, found);
}
