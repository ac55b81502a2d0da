/** The last messages of what is chosen, decoded field by field. */
import type { JSX } from 'preact';
import { t } from '../text/text.ts';
import { Icon } from './icons.tsx';
import type { HeardMessage } from '../source/heard-buffer.ts';
import type { PanelProps } from './store.ts';

/** `silent`: why nothing may ever come. */
export function Heard({ store, actions, silent }: PanelProps & { readonly silent: string | undefined }): JSX.Element {
  const heard = store.heard.value;
  if (!store.has_messages.value) return <p class="muted small">{t('inspector.mock')}</p>;
  if (heard.length === 0) return <p class="muted small">{silent ?? t('inspector.waiting')}</p>;
  return (
    <div class="heard">
      {heard.map((message) => (
        <MessageCard
          key={message.key}
          message={message}
          now_ms={store.sim_ms.value}
          onCopy={() => actions.copy(message.json())}
        />
      ))}
    </div>
  );
}

interface MessageCardProps {
  readonly message: HeardMessage;
  readonly now_ms: number;
  readonly onCopy: () => void;
}

function MessageCard({ message, now_ms, onCopy }: MessageCardProps): JSX.Element {
  const age_s = Math.max(0, (now_ms - message.sent_ms) / 1000);
  return (
    <details class="message" data-message={`${message.direction} ${message.message}`}>
      <summary>
        <span class="message-name">{message.message.toUpperCase()}</span>
        <span class="muted">
          {t(message.direction === 'tx' ? 'inspector.tx' : 'inspector.rx')}
          {message.direction === 'rx' ? ` ${t('inspector.from', { source: message.source })}` : ''}
        </span>
        <span class="muted number">{t('inspector.age', { age: age_s.toFixed(1) })}</span>
      </summary>
      <p class="muted small message-meta">
        <span>
          {message.link} · #{message.seq} · {t('inspector.size.bytes', { bytes: message.bytes })}
        </span>
        <button type="button" class="button small-button" onClick={onCopy}>
          <Icon name="copy" /> {t('inspector.copy')}
        </button>
      </p>
      <dl class="fields">
        {message.rows.map((row) => (
          <div key={row.name}>
            <dt>{row.name}</dt>
            <dd>
              {row.value}
              {row.meaning === '' ? null : <span class="muted"> = {row.meaning}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {message.rows_left > 0 ? <p class="muted small">… +{message.rows_left}</p> : null}
    </details>
  );
}
