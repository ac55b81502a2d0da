/** Keys and pointer, in a dialog. */
import type { JSX } from 'preact';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';
import { Dialog } from './dialog.tsx';
import type { PanelProps } from './store.ts';

const ROWS = [
  'drag',
  'wheel',
  'click',
  'arrows',
  'turn',
  'zoom',
  'space',
  'step',
  'pace',
  'find',
  'follow',
  'home',
  'light',
  'charts',
  'table',
  'layers',
  'escape',
] as const;

export function Help({ store }: PanelProps): JSX.Element {
  return (
    <Dialog name="help" title={t('help.title')} open={store.help}>
      <dl class="keys">
        {ROWS.map((row) => (
          <div key={row}>
            <dt>
              <kbd>{t(`help.${row}` as TextKey)}</kbd>
            </dt>
            <dd>{t(`help.${row}.what` as TextKey)}</dd>
          </div>
        ))}
      </dl>
      <p class="muted small">{t('help.about')}</p>
    </Dialog>
  );
}
