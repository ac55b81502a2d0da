/** A chosen roadside unit, signal or station. */
import type { JSX } from 'preact';
import type { TextKey } from '../text/en.ts';
import { stationName } from '../scene-names.ts';
import { language, t } from '../text/text.ts';
import type { PlaceCard, RsuCard, SignalCard } from './place-card.ts';
import { StationPanel } from './station-panel.tsx';
import type { PanelProps } from './store.ts';
import { Figures } from './vehicle-panel.tsx';

export function PlacePanel(props: PanelProps & { readonly place: PlaceCard }): JSX.Element {
  const { place } = props;
  return (
    <>
      <p class="vehicle-id" data-place={place.id}>
        {titleOf(place)}
      </p>
      {place.kind === 'rsu' ? <RsuPanel {...props} rsu={place} /> : null}
      {place.kind === 'signal' ? <SignalPanel signal={place} /> : null}
      {place.kind === 'station' ? <StationPanel {...props} station={place} /> : null}
    </>
  );
}

function titleOf(place: PlaceCard): string {
  if (place.kind !== 'station') return place.id;
  return stationName(place.facts, language.value);
}

function RsuPanel({ rsu, actions }: PanelProps & { readonly rsu: RsuCard }): JSX.Element {
  return (
    <>
      <Figures
        rows={[
          ['rsu.range', `${rsu.range_m.toFixed(0)} m`],
          ['rsu.perception', `${rsu.perception_m.toFixed(0)} m`],
          ['inspector.position', `${rsu.x.toFixed(1)}, ${rsu.y.toFixed(1)} m`],
        ]}
      />
      {rsu.signal === '' ? null : (
        <button type="button" class="button wide" onClick={() => actions.select({ kind: 'signal', id: rsu.signal })}>
          {t('rsu.signal', { id: rsu.signal })}
        </button>
      )}
    </>
  );
}

/** Sign and word of a signal's letter. */
const LIGHTS: Readonly<Record<string, TextKey>> = {
  r: 'light.red',
  y: 'light.yellow',
  Y: 'light.yellow',
  g: 'light.greenYield',
  G: 'light.green',
  u: 'light.redYellow',
  s: 'light.arrow',
  o: 'light.blinking',
  O: 'light.off',
};

function SignalPanel({ signal }: { readonly signal: SignalCard }): JSX.Element {
  return (
    <>
      <Figures
        rows={[
          ['signal.groups', String(signal.letters.length)],
          ['signal.approaches', String(signal.approaches)],
          ['inspector.position', `${signal.x.toFixed(1)}, ${signal.y.toFixed(1)} m`],
        ]}
      />
      <ol class="groups" aria-label={t('signal.groups')} start={0}>
        {Array.from(signal.letters, (letter, group) => {
          const key = LIGHTS[letter];
          const word = key === undefined ? letter : t(key);
          return (
            <li key={group} class={`group group-${letter.toLowerCase()}`} title={`${group}: ${word}`}>
              <span aria-hidden="true">{letter}</span>
              <span class="hidden-text">{word}</span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
