/** The chosen vehicle: what the picture knows of it, and its last messages, decoded. */
import type { JSX } from 'preact';
import { STATE_BIT } from '../source/frame-columns.ts';
import { t } from '../text/text.ts';
import type { TextKey } from '../text/en.ts';
import { formatSpeed } from './format.ts';
import { Icon, IconButton } from './icons.tsx';
import { Search } from './search.tsx';
import type { HeardMessage, PanelProps, VehicleCard } from './store.ts';

export function Inspector({ store, actions }: PanelProps): JSX.Element {
  const vehicle = store.vehicle.value;
  return (
    <>
      <section>
        <div class="title-row">
          <h2 class="heading">{t('inspector.title')}</h2>
          {vehicle === undefined ? null : (
            <div class="buttons">
              <IconButton
                name="follow"
                label={vehicle.following ? t('inspector.unfollow') : t('inspector.follow')}
                pressed={vehicle.following}
                onClick={() => actions.follow(!vehicle.following)}
              />
              <IconButton name="close" label={t('inspector.close')} onClick={() => actions.select(undefined)} />
            </div>
          )}
        </div>
        {vehicle === undefined ? <Search store={store} actions={actions} /> : <Card vehicle={vehicle} />}
      </section>
      {vehicle === undefined ? null : (
        <section>
          <h2 class="heading">{t('inspector.messages')}</h2>
          <Heard store={store} actions={actions} vehicle={vehicle} />
        </section>
      )}
    </>
  );
}

function Card({ vehicle }: { readonly vehicle: VehicleCard }): JSX.Element {
  const rows: [TextKey, string][] = [
    ['inspector.speed', formatSpeed(vehicle.speed_mps)],
    ['inspector.heading', `${vehicle.heading_deg.toFixed(0)}°`],
    ['inspector.position', `${vehicle.x.toFixed(1)}, ${vehicle.y.toFixed(1)} m`],
    ['inspector.class', vehicle.vehicle_class],
    ['inspector.size', `${vehicle.length_m.toFixed(1)} × ${vehicle.width_m.toFixed(1)} m`],
  ];
  return (
    <>
      <p class="vehicle-id" data-vehicle={vehicle.id}>
        {vehicle.id}
      </p>
      <p class="chips">
        {stateKeys(vehicle).map((key) => (
          <span class={key === 'state.warning' ? 'chip chip-warn' : 'chip'} key={key}>
            {t(key)}
          </span>
        ))}
      </p>
      <dl class="figures">
        {rows.map(([key, value]) => (
          <div class="row" key={key}>
            <dt>{t(key)}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const FLAGS: readonly (readonly [number, TextKey])[] = [
  [STATE_BIT.brake, 'state.braking'],
  [STATE_BIT.left, 'state.left'],
  [STATE_BIT.right, 'state.right'],
  [STATE_BIT.stop, 'state.stop'],
  [STATE_BIT.emergency, 'state.emergency'],
  [STATE_BIT.warning, 'state.warning'],
  [STATE_BIT.connected, 'state.connected'],
  [STATE_BIT.agent, 'state.agent'],
];

function stateKeys(vehicle: VehicleCard): TextKey[] {
  const motion: TextKey = vehicle.speed_mps < 0.1 ? 'state.standing' : 'state.driving';
  return [motion, ...FLAGS.filter(([bit]) => (vehicle.state & bit) !== 0).map(([, key]) => key)];
}

function Heard({ store, actions, vehicle }: PanelProps & { readonly vehicle: VehicleCard }): JSX.Element {
  const heard = store.heard.value;
  if (!store.has_messages.value) return <p class="muted small">{t('inspector.mock')}</p>;
  if (heard.length === 0) {
    const connected = (vehicle.state & STATE_BIT.connected) !== 0;
    return <p class="muted small">{t(connected ? 'inspector.waiting' : 'inspector.silent')}</p>;
  }
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
