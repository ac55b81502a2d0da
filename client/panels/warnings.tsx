/** What drivers are warned of: those that are on, and those that began lately, read out as they come. A sign and a word, never a colour alone. */
import type { JSX } from 'preact';
import { WARNING_LEVEL } from '../source/events.ts';
import type { WarningFact } from '../source/events.ts';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';
import type { LoggedWarning } from '../warning-log.ts';
import { formatClock } from './format.ts';
import { Icon } from './icons.tsx';
import type { PanelProps } from './store.ts';

const SHOWN_MAX = 6;
const KINDS: Readonly<Record<string, TextKey>> = {
  fcw: 'warning.fcw',
  hazard: 'warning.hazard',
  slw: 'warning.slw',
  speed_advice: 'warning.speed_advice',
};

/** An application's name for people; the wire's where the page has none. */
export function warningName(kind: string): string {
  const key = KINDS[kind];
  return key === undefined ? kind : t(key);
}

export function Warnings({ store, actions }: PanelProps): JSX.Element {
  const on = new Set(store.warnings.value.map((warning) => warning.key));
  const advised = store.warnings.value.filter((warning) => warning.level < WARNING_LEVEL.warning).length;
  const log = store.warning_log.value.slice(0, SHOWN_MAX);
  const current = new Map(store.warnings.value.map((warning) => [warning.key, warning]));
  return (
    <section>
      <h2 class="heading">{t('warnings.title')}</h2>
      {log.length === 0 ? <p class="muted small">{t('warnings.none')}</p> : null}
      <div role="log" aria-live="polite" aria-label={t('warnings.title')}>
        <ol class="warnings">
          {log.map((warning) => (
            <Entry
              key={warning.number}
              warning={warning}
              now={on.has(warning.key) ? current.get(warning.key) : undefined}
              onChoose={() => actions.select({ kind: 'vehicle', id: warning.vehicle })}
            />
          ))}
        </ol>
      </div>
      {advised > 0 ? <p class="muted small">{t('warnings.advised', { count: advised })}</p> : null}
    </section>
  );
}

interface EntryProps {
  readonly warning: LoggedWarning;
  /** The same warning as it stands now; undefined = it has ended. */
  readonly now: WarningFact | undefined;
  readonly onChoose: () => void;
}

function Entry({ warning, now, onChoose }: EntryProps): JSX.Element {
  const level = (now ?? warning).level;
  const critical = level >= WARNING_LEVEL.critical;
  const class_name = now === undefined ? 'ended' : critical ? 'critical' : 'on';
  const ttc = now === undefined || now.ttc_ms < 0 ? '' : `${(now.ttc_ms / 1000).toFixed(1)} s`;
  return (
    <li class={`warning ${class_name}`} data-warning={warning.kind}>
      <button type="button" class="button wide" onClick={onChoose}>
        <Icon name="warning" />
        <span class="warning-text">
          <span class="warning-kind">
            {warningName(warning.kind)}
            {critical ? <span class="warning-level"> {t('warning.critical')}</span> : null}
          </span>
          <span class="muted">
            {warning.vehicle}
            {warning.other === '' ? '' : ` → ${warning.other}`}
          </span>
        </span>
        <span class="number">{ttc === '' ? formatClock(warning.since_ms) : ttc}</span>
      </button>
    </li>
  );
}
