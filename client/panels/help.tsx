/** Keys and pointer, in a dialog. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';
import { IconButton } from './icons.tsx';
import type { Store } from './store.ts';

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
  'layers',
  'escape',
] as const;

export function Help({ store }: { readonly store: Store }): JSX.Element | null {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = store.help.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="help panel" aria-labelledby="help-title" onClose={() => (store.help.value = false)}>
      <div class="title-row">
        <h2 id="help-title">{t('help.title')}</h2>
        <IconButton name="close" label={t('help.close')} onClick={() => (store.help.value = false)} />
      </div>
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
    </dialog>
  );
}
