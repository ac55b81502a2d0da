/** One number of a result, or one kind of them where a part of the path is a name of its own (`messages.*.sent`). */
export interface Metric {
  /** Path in the result's JSON; `*` stands for one of `names`, or for any name where there are none. */
  readonly path: string;
  /** Unit; empty for a plain number. */
  readonly unit: string;
  readonly definition: string;
  /** Formula, clause or file that it comes from. */
  readonly source: string;
  /** Which way is better, where there is a better way. */
  readonly better?: 'more' | 'less';
  /** What `*` may be, and the word for it in a table. */
  readonly names?: readonly string[];
  readonly variable?: string;
  /** Only counted where the oracle judges the run. */
  readonly judged?: true;
}

/** A row of a table of metrics. */
export function metric(
  path: string,
  unit: string,
  definition: string,
  source: string,
  better?: 'more' | 'less',
  more: Pick<Metric, 'names' | 'variable' | 'judged'> = {},
): Metric {
  return { path, unit, definition, source, ...(better === undefined ? {} : { better }), ...more };
}

/** Whether a path of a result is one of this metric's. */
export function isMetricPath({ path, names }: Metric, candidate: string): boolean {
  const wanted = path.split('.');
  const parts = candidate.split('.');
  return (
    wanted.length === parts.length &&
    wanted.every((part, i) => (part === '*' ? (names?.includes(parts[i]) ?? true) : part === parts[i]))
  );
}

/** All paths of a metric whose names are known; the pattern itself where they are not. */
export function pathsOf({ path, names }: Metric): string[] {
  return names === undefined ? [path] : names.map((name) => path.replace('*', name));
}

/** Every number of a result with its path, in the order of the JSON; settings are no result. */
export function numbersOf(result: object): Map<string, number> {
  const found = new Map<string, number>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'number') found.set(path, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (path !== '' || key !== 'provenance') walk(inner, path === '' ? key : `${path}.${key}`);
      }
    }
  };
  walk(result, '');
  return found;
}
