/** The scenarios that come along: what each shows, and the command that starts it. Starting one is not the page's to do. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { language, t } from '../text/text.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icons.tsx';
import type { PanelProps } from './store.ts';

interface InTwoLanguages {
  readonly en: string;
  readonly zh: string;
}

interface Listed {
  readonly name: string;
  readonly title: InTwoLanguages;
  readonly look_at: InTwoLanguages;
}

export function Gallery({ store, actions }: PanelProps): JSX.Element {
  const [listed, setListed] = useState<readonly Listed[] | 'asking' | 'none'>('asking');
  const open = store.gallery.value;
  useEffect(() => {
    if (!open) return;
    fetch(new URL('scenarios', document.baseURI))
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((answer: { readonly scenarios: readonly Listed[] }) => setListed(answer.scenarios))
      .catch(() => setListed('none'));
  }, [open]);
  return (
    <Dialog name="gallery" title={t('gallery.title')} open={store.gallery}>
      <p class="muted small">{t('gallery.about')}</p>
      {listed === 'none' ? <p>{t('gallery.none')}</p> : null}
      <ul class="cards">
        {typeof listed === 'string'
          ? null
          : listed.map((scenario) => (
              <Card
                key={scenario.name}
                scenario={scenario}
                shown={scenario.name === store.server.value?.scenario || scenario.name === store.scenario.value}
                onCopy={(command) => actions.copy(command)}
              />
            ))}
      </ul>
    </Dialog>
  );
}

interface CardProps {
  readonly scenario: Listed;
  readonly shown: boolean;
  readonly onCopy: (command: string) => void;
}

function Card({ scenario, shown, onCopy }: CardProps): JSX.Element {
  const text = (texts: InTwoLanguages): string =>
    language.value === 'zh' ? texts.zh || texts.en : texts.en || texts.zh;
  const command = `npx chelu start ${scenario.name}`;
  return (
    <li class="card" data-scenario={scenario.name}>
      <h3 class="scenario">
        {text(scenario.title) || scenario.name}
        {shown ? <span class="chip">{t('gallery.shown')}</span> : null}
      </h3>
      <p class="small">{text(scenario.look_at)}</p>
      <p class="command">
        <code>{command}</code>
        <button type="button" class="button small-button" onClick={() => onCopy(command)}>
          <Icon name="copy" /> {t('gallery.copy')}
        </button>
      </p>
    </li>
  );
}
