/** The run: scenario, time control, traffic and message figures. */
import type { JSX } from 'preact';
import type { v2x } from '../../protos/wire/generated.js';
import { language, t } from '../text/text.ts';
import type { TextKey } from '../text/en.ts';
import { formatCount, formatPace, formatShare, formatSpeed, nextPace } from './format.ts';
import { IconButton } from './icons.tsx';
import type { PanelProps, Store } from './store.ts';

const BODY_NAMES: Readonly<Record<number, string>> = {
  10: 'BSM',
  11: 'MAP',
  12: 'SPAT',
  13: 'RSM',
  14: 'RSI',
  40: 'Report',
  41: 'Advice',
};
const LINK_NAMES: Readonly<Record<number, string>> = { 1: 'PC5', 2: 'Uu', 3: 'wired' };

export function RunPanel(props: PanelProps): JSX.Element {
  return (
    <>
      <ScenarioHead {...props} />
      <TimeControl {...props} />
      <Traffic store={props.store} />
      <Messages store={props.store} />
    </>
  );
}

/** The text in the page's language, or in the other one where that is missing. */
function inLanguage(en: string | undefined, zh: string | undefined): string {
  return (language.value === 'zh' ? zh || en : en || zh) ?? '';
}

function ScenarioHead({ store, actions }: PanelProps): JSX.Element {
  const runs = store.runs.value;
  const facts = store.facts.value;
  const name = store.scenario.value || (store.server.value?.scenario ?? '');
  const title = inLanguage(facts?.title, facts?.titleZh);
  const description = inLanguage(facts?.description, facts?.descriptionZh);
  return (
    <section>
      <h2 class="heading">{t('run.scenario')}</h2>
      <p class="scenario" title={title}>
        {title || name || '–'}
      </p>
      {title !== '' && title !== name ? <p class="muted small">{name}</p> : null}
      {facts !== undefined && description !== '' ? (
        <details class="fold about">
          <summary class="muted small heading">{t('run.about')}</summary>
          <p class="small">{description}</p>
          {facts.attribution === '' ? null : <p class="muted small">{facts.attribution}</p>}
        </details>
      ) : null}
      <button type="button" class="button small-button" onClick={() => (store.gallery.value = true)}>
        {t('gallery.open')}
      </button>
      {runs.length > 1 ? (
        <label class="row">
          <span>{t('run.pick')}</span>
          <select value={store.run.value} onChange={(event) => actions.chooseRun(event.currentTarget.value)}>
            {runs.map((run) => (
              <option key={run.id} value={run.id}>
                {run.id}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </section>
  );
}

/** Is the run held by its controller? */
export function isPaused(store: Store): boolean {
  return store.connection.value === 'paused';
}

function TimeControl({ store, actions }: PanelProps): JSX.Element {
  const paused = isPaused(store);
  const pace = store.pace.value;
  const reached = store.kpi.value?.paceReached;
  const off =
    store.connection.value === 'connecting' || store.connection.value === 'lost' || store.connection.value === 'gone';
  return (
    <section class="time-control" aria-label={t('run.clock')}>
      <div class="buttons">
        <IconButton
          name="slower"
          label={t('run.slower')}
          disabled={off}
          onClick={() => actions.setPace(nextPace(pace, -1))}
        />
        <IconButton
          name={paused ? 'play' : 'pause'}
          label={paused ? t('run.resume') : t('run.pause')}
          disabled={off}
          accent
          onClick={() => (paused ? actions.resume() : actions.pause())}
        />
        <IconButton name="step" label={t('run.step')} disabled={off || !paused} onClick={() => actions.step()} />
        <IconButton
          name="faster"
          label={t('run.faster')}
          disabled={off}
          onClick={() => actions.setPace(nextPace(pace, 1))}
        />
        <span class="pace number">{pace === 0 ? t('run.pace.max') : `${formatPace(pace)}×`}</span>
      </div>
      {reached !== undefined && !paused ? (
        <p class="muted small">{t('run.pace.reached', { pace: formatPace(reached) })}</p>
      ) : null}
    </section>
  );
}

function Traffic({ store }: { readonly store: Store }): JSX.Element {
  const kpi = store.kpi.value;
  const rows: [TextKey, string][] = [['counts.running', formatCount(store.running.value)]];
  if (kpi !== undefined) {
    rows.push(
      ['counts.connected', formatCount(kpi.connected)],
      ['counts.arrived', formatCount(kpi.arrived)],
      ['counts.waiting', formatCount(kpi.waitingToInsert)],
      ['counts.speed', formatSpeed(kpi.meanSpeedMps)],
      ['counts.stopped', formatShare(kpi.stoppedShare)],
    );
    if (kpi.warnings > 0) rows.push(['counts.warnings', formatCount(kpi.warnings)]);
    if (kpi.collisions > 0) rows.push(['counts.collisions', formatCount(kpi.collisions)]);
  }
  return (
    <section>
      <h2 class="heading">{t('counts.title')}</h2>
      <dl class="figures">
        {rows.map(([key, value]) => (
          <div class="row" key={key} data-figure={key}>
            <dt>{t(key)}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Messages({ store }: { readonly store: Store }): JSX.Element {
  const kpi = store.kpi.value;
  if (kpi === undefined || kpi.messages.length === 0) {
    return (
      <section>
        <h2 class="heading">{t('messages.title')}</h2>
        <p class="muted small">{t('messages.none')}</p>
      </section>
    );
  }
  return (
    <section>
      <h2 class="heading">{t('messages.title')}</h2>
      <table class="table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('messages.sent')}</th>
            <th scope="col">{t('messages.delivered')}</th>
            <th scope="col">{t('messages.lost')}</th>
          </tr>
        </thead>
        <tbody>
          {kpi.messages.filter(isHeard).map((rate) => (
            <tr key={rate.body}>
              <th scope="row">{BODY_NAMES[rate.body ?? 0] ?? rate.body}</th>
              <td class="number">{formatCount(rate.sentHz ?? 0)}</td>
              <td class="number">{formatCount(rate.deliveredHz ?? 0)}</td>
              <td class="number">{lossText(rate.lostHz ?? 0, rate.addressedHz ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl class="figures">
        {kpi.latency.map((link) => (
          <div class="row" key={link.link}>
            <dt>{t('messages.latency', { link: LINK_NAMES[link.link ?? 0] ?? '' })}</dt>
            <dd class="number">
              {Math.round(link.p50Ms ?? 0)} / {Math.round(link.p95Ms ?? 0)} ms
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Kinds that nobody sends take no room. */
function isHeard(rate: v2x.view.MessageRate.$Properties): boolean {
  return (rate.sentHz ?? 0) > 0 || (rate.deliveredHz ?? 0) > 0;
}

function lossText(lost: number, addressed: number): string {
  return addressed > 0 ? `${((lost / addressed) * 100).toFixed(1)} %` : '–';
}
