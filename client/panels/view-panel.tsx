/** What of the picture is shown, and how; with the key of each layer, and what its colours mean. */
import type { JSX } from 'preact';
import { LAYERS, LAYER_KEYS } from '../scene/layers.ts';
import { QUALITIES } from '../scene/quality.ts';
import { t } from '../text/text.ts';
import { Legend } from './legend.tsx';
import type { LightWish, PanelProps, QualityWish } from './store.ts';

/** On a lower screen the switches are folded up at first. */
const ROOMY_PX = 900;
const NARROW_PX = 900;
const LIGHTS: readonly LightWish[] = ['auto', 'day', 'night'];

export function ViewPanel({ store, actions }: PanelProps): JSX.Element {
  const layers = store.layers.value;
  return (
    <details class="fold" open={window.innerHeight >= ROOMY_PX || window.innerWidth < NARROW_PX}>
      <summary class="heading">{t('layers.title')}</summary>
      <section>
        <div class="layers">
          {LAYERS.map((name) => (
            <label class="check" key={name}>
              <input
                type="checkbox"
                checked={layers[name]}
                data-layer={name}
                aria-keyshortcuts={LAYER_KEYS[name]}
                onChange={(event) => actions.setLayers({ ...layers, [name]: event.currentTarget.checked })}
              />
              <span>{t(`layers.${name}`)}</span>
              <kbd aria-hidden="true">{LAYER_KEYS[name]}</kbd>
            </label>
          ))}
        </div>
      </section>
      <Legend store={store} />
      <section>
        <h2 class="heading">{t('view.title')}</h2>
        <label class="row">
          <span>{t('view.light')}</span>
          <select
            value={store.light.value}
            onChange={(event) => actions.setLight(event.currentTarget.value as LightWish)}
          >
            {LIGHTS.map((light) => (
              <option key={light} value={light}>
                {t(`view.light.${light}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="row">
          <span>{t('view.quality')}</span>
          <select
            value={store.quality_wish.value}
            onChange={(event) => actions.setQuality(event.currentTarget.value as QualityWish)}
          >
            <option value="auto">
              {t('view.quality.auto')} ({t(`view.quality.${store.quality.value}`)})
            </option>
            {QUALITIES.map((quality) => (
              <option key={quality} value={quality}>
                {t(`view.quality.${quality}`)}
              </option>
            ))}
          </select>
        </label>
        {store.software.value ? <p class="muted small">{t('view.software')}</p> : null}
      </section>
    </details>
  );
}
