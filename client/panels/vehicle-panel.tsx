/** The chosen vehicle as the picture knows it. */
import type { JSX } from 'preact';
import { STATE_BIT } from '../source/frame-columns.ts';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';
import { socColor } from '../scene/soc-ramp.ts';
import { formatShare, formatSpeed } from './format.ts';
import type { VehicleCard } from './store.ts';
import { word } from './wire-word.ts';

export function VehiclePanel({ vehicle }: { readonly vehicle: VehicleCard }): JSX.Element {
  const rows: [TextKey, string][] = [
    ['inspector.speed', formatSpeed(vehicle.speed_mps)],
    ['inspector.heading', `${vehicle.heading_deg.toFixed(0)}°`],
    ['inspector.position', `${vehicle.x.toFixed(1)}, ${vehicle.y.toFixed(1)} m`],
    ['inspector.class', vehicle.vehicle_class],
    ['inspector.size', `${vehicle.length_m.toFixed(1)} × ${vehicle.width_m.toFixed(1)} m`],
  ];
  if (vehicle.powertrain !== '') rows.push(['inspector.powertrain', word('powertrain', vehicle.powertrain)]);
  if (vehicle.agent !== '') rows.push(['inspector.agent', vehicle.agent]);
  return (
    <>
      <p class="vehicle-id" data-vehicle={vehicle.id}>
        {vehicle.id}
      </p>
      <p class="chips">
        {stateKeys(vehicle.state, vehicle.speed_mps).map((key) => (
          <span class={CHIPS[key] ?? 'chip'} key={key}>
            {t(key)}
          </span>
        ))}
      </p>
      {vehicle.soc < 0 ? null : <Charge soc={vehicle.soc} />}
      <Figures rows={rows} />
    </>
  );
}

function Charge({ soc }: { readonly soc: number }): JSX.Element {
  const color = `#${socColor(soc).toString(16).padStart(6, '0')}`;
  return (
    <div class="charge" data-figure="inspector.soc">
      <span>{t('inspector.soc')}</span>
      <span class="charge-bar" aria-hidden="true">
        <span style={{ width: formatShare(soc).replace(' ', ''), background: color }} />
      </span>
      <span class="number">{formatShare(soc)}</span>
    </div>
  );
}

/** Rows of a name and a value. */
export function Figures({ rows }: { readonly rows: readonly (readonly [TextKey, string])[] }): JSX.Element {
  return (
    <dl class="figures">
      {rows.map(([key, value]) => (
        <div class="row" key={key} data-figure={key}>
          <dt>{t(key)}</dt>
          <dd class="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const CHIPS: { readonly [K in TextKey]?: string } = {
  'state.warning': 'chip chip-warn',
  'state.agent': 'chip chip-agent',
};

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

/** What the bits of a state and a speed say. */
export function stateKeys(state: number, speed_mps: number): TextKey[] {
  const motion: TextKey = speed_mps < 0.1 ? 'state.standing' : 'state.driving';
  return [motion, ...FLAGS.filter(([bit]) => (state & bit) !== 0).map(([, key]) => key)];
}
