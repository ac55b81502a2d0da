/** A part of the page whose code is fetched the first time that it is opened. */
import type { Signal } from '@preact/signals';
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PanelProps } from './store.ts';

export interface WhenOpenProps extends PanelProps {
  readonly open: Signal<boolean>;
  readonly load: () => Promise<ComponentType<PanelProps>>;
}

export function WhenOpen({ open, load, store, actions }: WhenOpenProps): JSX.Element | null {
  const [part, setPart] = useState<{ readonly Part: ComponentType<PanelProps> }>();
  const wanted = open.value;
  useEffect(() => {
    if (wanted && part === undefined) void load().then((Part) => setPart({ Part }));
  }, [wanted]);
  return part === undefined ? null : <part.Part store={store} actions={actions} />;
}
