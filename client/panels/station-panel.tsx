/** A chosen station: bays, battery slots with their state of charge, the queue. */
import type { JSX } from 'preact';
import type { BayState, SlotState } from '../source/station-status.ts';
import { readySlots } from '../source/station-status.ts';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';
import { formatShare } from './format.ts';
import type { StationCard } from './place-card.ts';
import type { PanelProps } from './store.ts';
import { Figures } from './vehicle-panel.tsx';
import { word } from './wire-word.ts';

const QUEUE_MAX = 8;

export function StationPanel({ store, actions, station }: PanelProps & { readonly station: StationCard }): JSX.Element {
  const status = store.stations.value.get(station.id);
  const { facts } = station;
  if (status === undefined) {
    return (
      <>
        <Figures
          rows={[
            ['station.kind', word('station.kind', facts.kind)],
            ['station.bays', String(facts.bays.length)],
            ['station.slots', String(facts.slots)],
          ]}
        />
        <p class="muted small">{t('station.silent')}</p>
      </>
    );
  }
  const rows: [TextKey, string][] = [
    ['station.kind', word('station.kind', facts.kind)],
    ['station.state', word('station.state', status.state)],
    ['station.ready', `${readySlots(status)} / ${status.slots.length}`],
    ['station.wait', `${(status.forecast_wait_s / 60).toFixed(1)} min`],
    ['station.power', `${status.power_kw.toFixed(0)} / ${status.power_limit_kw.toFixed(0)} kW`],
    ['station.completed', String(status.completed)],
    ['station.reserved', String(status.reserved)],
    ['station.queue', String(status.queue.length)],
  ];
  const choose = (id: string) => (): void => actions.select({ kind: 'vehicle', id });
  return (
    <>
      <Figures rows={status.slots.length === 0 ? rows.filter(([key]) => key !== 'station.ready') : rows} />
      <h3 class="heading spaced">{t('station.bays')}</h3>
      <ul class="bays">
        {status.bays.map((bay, i) => (
          <Bay key={i} bay={bay} number={i + 1} onChoose={choose(bay.vehicle)} />
        ))}
      </ul>
      {status.slots.length === 0 ? null : <h3 class="heading spaced">{t('station.slots')}</h3>}
      <ul class="slots">
        {status.slots.map((slot, i) => (
          <Slot key={i} slot={slot} number={i + 1} />
        ))}
      </ul>
      {status.queue.length === 0 ? null : <h3 class="heading spaced">{t('station.queue')}</h3>}
      <ol class="found">
        {status.queue.slice(0, QUEUE_MAX).map((id) => (
          <li key={id}>
            <button type="button" class="button wide" onClick={choose(id)}>
              {id}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

function Bay({ bay, number, onChoose }: BayProps): JSX.Element {
  return (
    <li class="bay" data-bay={bay.phase}>
      <span class="number">{number}</span>
      <span>{word('bay', bay.phase)}</span>
      {bay.vehicle === '' ? (
        <span />
      ) : (
        <button type="button" class="button small-button" onClick={onChoose}>
          {bay.vehicle}
        </button>
      )}
      {bay.percent > 0 ? <progress value={bay.percent} max={100} aria-label={`${bay.percent} %`} /> : null}
    </li>
  );
}

interface BayProps {
  readonly bay: BayState;
  readonly number: number;
  readonly onChoose: () => void;
}

function Slot({ slot, number }: { readonly slot: SlotState; readonly number: number }): JSX.Element {
  const text = slot.state === 'empty' ? t('slot.empty') : `${word('slot', slot.state)}, ${formatShare(slot.soc)}`;
  return (
    <li class={`slot slot-${slot.state}`} title={`${number}: ${text} ${slot.serial_number}`}>
      {slot.state === 'empty' ? null : (
        <span class="slot-fill" style={{ height: `${Math.round(slot.soc * 100)}%` }} data-soc={socBand(slot.soc)} />
      )}
      <span class="slot-text number" aria-hidden="true">
        {slot.state === 'empty' ? '' : Math.round(slot.soc * 100)}
      </span>
      <span class="hidden-text">{text}</span>
    </li>
  );
}

/** Bands of the colour ramp for charge. */
function socBand(soc: number): string {
  return soc < 0.25 ? 'low' : soc < 0.6 ? 'middle' : soc < 0.9 ? 'high' : 'full';
}
