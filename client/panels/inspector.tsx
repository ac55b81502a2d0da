/** What is chosen: what the picture knows of it, and its last messages, decoded. */
import type { JSX } from 'preact';
import { STATE_BIT } from '../source/frame-columns.ts';
import { t } from '../text/text.ts';
import { Heard } from './heard-messages.tsx';
import { IconButton } from './icons.tsx';
import { KIND_KEYS } from './kind-keys.ts';
import { PlacePanel } from './place-panel.tsx';
import { Search } from './search.tsx';
import type { PanelProps } from './store.ts';
import { VehiclePanel } from './vehicle-panel.tsx';

export function Inspector(props: PanelProps): JSX.Element {
  const { store, actions } = props;
  const chosen = store.chosen.value;
  const vehicle = store.vehicle.value;
  const place = store.place.value;
  const speaks = chosen?.kind === 'vehicle' || chosen?.kind === 'rsu';
  const silent = vehicle !== undefined && (vehicle.state & STATE_BIT.connected) === 0;
  return (
    <>
      <section>
        <div class="title-row">
          <h2 class="heading">{t(chosen === undefined ? 'inspector.title' : KIND_KEYS[chosen.kind])}</h2>
          {chosen === undefined ? null : (
            <div class="buttons">
              {vehicle === undefined ? null : (
                <IconButton
                  name="follow"
                  label={vehicle.following ? t('inspector.unfollow') : t('inspector.follow')}
                  pressed={vehicle.following}
                  onClick={() => actions.follow(!vehicle.following)}
                />
              )}
              <IconButton name="close" label={t('inspector.close')} onClick={() => actions.select(undefined)} />
            </div>
          )}
        </div>
        {chosen === undefined ? <Search {...props} /> : null}
        {vehicle === undefined ? null : <VehiclePanel vehicle={vehicle} />}
        {place === undefined ? null : <PlacePanel {...props} place={place} />}
      </section>
      {speaks ? (
        <section>
          <h2 class="heading">{t('inspector.messages')}</h2>
          <Heard {...props} silent={silent ? t('inspector.silent') : undefined} />
        </section>
      ) : null}
    </>
  );
}
