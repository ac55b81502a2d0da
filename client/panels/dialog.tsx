/** A window over the page: opens and closes with a signal, gives the focus back, closes by Escape. */
import type { Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../text/text.ts';
import { IconButton } from './icons.tsx';

export interface DialogProps {
  readonly name: string;
  readonly title: string;
  readonly open: Signal<boolean>;
  readonly children: ComponentChildren;
}

export function Dialog({ name, title, open, children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const is_open = open.value;
  useEffect(() => {
    if (is_open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [is_open]);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${name} panel`}
      aria-labelledby={`${name}-title`}
      onClose={() => (open.value = false)}
    >
      <div class="title-row">
        <h2 id={`${name}-title`}>{title}</h2>
        <IconButton name="close" label={t('help.close')} onClick={() => (open.value = false)} />
      </div>
      {children}
    </dialog>
  );
}
