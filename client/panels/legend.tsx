/** What the colours of the layers that are on mean. */
import type { JSX } from 'preact';
import { PALETTES } from '../scene/palette.ts';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';
import type { Store } from './store.ts';

export function Legend({ store }: { readonly store: Store }): JSX.Element {
  const layers = store.layers.value;
  const palette = PALETTES[store.theme.value];
  const rows: [TextKey, number, string][] = [];
  if (layers.arcs) {
    rows.push(
      ['legend.pc5', palette.arc_pc5, 'line'],
      ['legend.up', palette.arc_up, 'line'],
      ['legend.down', palette.arc_down, 'line'],
      ['legend.wired', palette.arc_wired, 'line'],
    );
  }
  if (layers.warnings) {
    rows.push(['legend.warning', palette.warn, 'ring'], ['legend.critical', palette.crit, 'ring']);
  }
  rows.push(['legend.agent', palette.arc_wired, 'ring']);
  return (
    <section class="legend" aria-label={t('legend.title')}>
      {rows.map(([key, color, shape]) => (
        <span class="legend-entry" key={key}>
          <span class={`swatch swatch-${shape}`} style={{ color: `#${color.toString(16).padStart(6, '0')}` }} />
          {t(key)}
        </span>
      ))}
      {layers.soc ? (
        <span class="legend-entry">
          <span class="swatch swatch-ramp" />
          {t('legend.soc')}
        </span>
      ) : null}
    </section>
  );
}
