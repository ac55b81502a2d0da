/** What the connection is worth right now: a word, a sign and a sentence, never a colour alone. */
import type { JSX } from 'preact';
import type { ConnectionState } from '../source/connection.ts';
import { t } from '../text/text.ts';
import { formatClock, formatDaytime, formatPace } from './format.ts';
import type { Store } from './store.ts';

const SIGNS: Readonly<Record<ConnectionState, string>> = {
  connecting: '◌',
  waiting: '◌',
  live: '●',
  paused: '❙❙',
  stale: '▲',
  lost: '✕',
  gone: '■',
};

export function StatusPill({ store }: { readonly store: Store }): JSX.Element {
  const state = store.connection.value;
  const hint = t(`connection.${state}.hint`, { age: store.frame_age_s.value.toFixed(0) });
  return (
    <span class={`pill pill-${state}`} role="status" title={hint} data-state={state}>
      <span class="pill-sign" aria-hidden="true">
        {SIGNS[state]}
      </span>
      {t(`connection.${state}`)}
    </span>
  );
}

/** The strip at the top: connection, simulated time, pace. */
export function TopBar({ store }: { readonly store: Store }): JSX.Element {
  const pace = store.pace.value;
  return (
    <header class="top panel">
      <StatusPill store={store} />
      <time class="clock" aria-label={t('run.clock')}>
        {formatClock(store.sim_ms.value)}
      </time>
      {store.time_of_day_ms.value >= 0 ? (
        <span class="muted number" title={t('run.daytime')}>
          {formatDaytime(store.time_of_day_ms.value)}
        </span>
      ) : null}
      <span class="muted number" title={t('run.pace')}>
        {pace === 0 ? t('run.pace.max') : `${formatPace(pace)}×`}
      </span>
    </header>
  );
}

/** A sentence across the picture while it does not show the present. */
export function PastBanner({ store }: { readonly store: Store }): JSX.Element | null {
  const state = store.connection.value;
  if (state === 'live' || state === 'paused') return null;
  return (
    <div class={`banner banner-${state}`} role="alert">
      {t(`connection.${state}.hint`, { age: store.frame_age_s.value.toFixed(0) })}
    </div>
  );
}
