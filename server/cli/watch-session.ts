/** Listening of `chelu watch`: connects, filters, prints until there is enough. */
import { MESSAGE_NAMES, linkName, messageName } from '../../protos/messages/body.ts';
import type { Entry } from '../../protos/messages/entry.ts';
import { nearest } from '../scenario/suggestion.ts';
import { UserError } from '../scenario/user-error.ts';
import { number } from './format.ts';
import { onInterrupt } from './interrupt.ts';
import { watchLine } from './watch-line.ts';
import { openWatchSource } from './watch-source.ts';
import type { WatchSource } from './watch-source.ts';

export interface WatchFlags {
  readonly broker?: string;
  readonly run?: string;
  readonly count?: number;
  readonly json?: true;
}

/** Prints messages until --count, Ctrl-C, or the end of the run. */
export async function executeWatch(filter: readonly string[], flags: WatchFlags): Promise<void> {
  const wanted = messageFilter(filter);
  const limit = flags.count ?? Infinity;
  const end = deferred();
  let count = 0;
  const source = await openWatchSource(flags.broker, flags.run, (run, entry) => {
    if (count >= limit || !wanted(entry)) return;
    count++;
    process.stdout.write(flags.json ? `${jsonLine(run, entry)}\n` : `${watchLine(entry)}\n`);
    if (count >= limit) end.resolve(undefined);
  });
  if (count === 0) process.stderr.write(`listening on ${source.url}\n`);
  const interrupt = onInterrupt(() => end.resolve(undefined));
  // The reader of our output may have had enough (chelu watch | head).
  process.stdout.on('error', () => end.resolve(undefined));
  try {
    finish(source, await Promise.race([end.promise, source.lost]));
  } finally {
    interrupt.release();
    await source.close();
  }
  process.stderr.write(
    `${number(count)} messages${source.broken() > 0 ? `, ${number(source.broken())} payloads were no messages` : ''}\n`,
  );
}

function finish(source: WatchSource, lost: string | undefined): void {
  if (lost === undefined) return;
  if (source.ended()) {
    process.stderr.write('the run has ended\n');
    return;
  }
  throw new UserError(lost, { place: source.url });
}

function deferred(): { readonly promise: Promise<undefined>; readonly resolve: (value: undefined) => void } {
  let resolve: (value: undefined) => void = () => {};
  const promise = new Promise<undefined>((end) => {
    resolve = end;
  });
  return { promise, resolve };
}

/** Words that are kinds of messages choose kinds; all others are ids of senders, relays or receivers. */
function messageFilter(words: readonly string[]): (entry: Entry) => boolean {
  const names = new Set<string>(MESSAGE_NAMES);
  const kinds = new Set(words.filter((word) => names.has(word.toLowerCase())).map((word) => word.toLowerCase()));
  const ids = new Set(words.filter((word) => !names.has(word.toLowerCase())));
  for (const id of ids) {
    const meant = nearest(id, MESSAGE_NAMES);
    if (meant !== undefined && id.length <= 6)
      process.stderr.write(`${id} is no kind of message (did you mean ${meant}?): waiting for the id ${id}\n`);
  }
  return (entry) => {
    if (kinds.size > 0 && !kinds.has(messageName(entry.body) ?? '')) return false;
    return (
      ids.size === 0 ||
      ids.has(entry.source) ||
      (entry.via !== undefined && ids.has(entry.via)) ||
      entry.to.some((id) => ids.has(id))
    );
  };
}

function jsonLine(run: string, entry: Entry): string {
  const { body, link, message, ...rest } = entry;
  const line = { run, type: messageName(body), link: linkName(link), ...rest, message };
  return JSON.stringify(line, (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  );
}
