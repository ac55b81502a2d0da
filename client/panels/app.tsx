/** All panels about the picture: side panels on a wide screen, sheets from below on a narrow one. */
import type { JSX } from 'preact';
import type { TextKey } from '../text/en.ts';
import { language, setLanguage, t } from '../text/text.ts';
import { Charts } from './charts.tsx';
import { Icon, IconButton } from './icons.tsx';
import type { IconName } from './icons.tsx';
import { Inspector } from './inspector.tsx';
import { RunPanel } from './run-panel.tsx';
import { PastBanner, TopBar } from './status.tsx';
import type { Notice, PanelProps, SheetName } from './store.ts';
import { ViewPanel } from './view-panel.tsx';
import { WhenOpen } from './when-open.tsx';
import { Warnings } from './warnings.tsx';

export function App(props: PanelProps): JSX.Element {
  const { store } = props;
  const sheet = store.sheet.value;
  const side = (name: SheetName): string => (sheet === name ? 'open' : '');
  return (
    <>
      <TopBar store={store} />
      <Corner {...props} />
      <PastBanner store={store} />
      {store.has_picture.value ? null : <div class="banner">{t('app.noWebgl')}</div>}
      <aside class="left" aria-label={t('run.panel')}>
        <div class={`panel sheet ${side('run')}`}>
          <RunPanel {...props} />
        </div>
        <div class={`panel sheet ${side('view')}`}>
          <ViewPanel {...props} />
        </div>
      </aside>
      <aside class="right" aria-label={t('inspector.title')}>
        <div class={`panel sheet ${side('vehicle')}`}>
          <Inspector {...props} />
        </div>
        <div class={`panel sheet ${side('warnings')}`}>
          <Warnings {...props} />
        </div>
      </aside>
      <Charts {...props} />
      <SheetTabs {...props} />
      <Announcer notice={store.notice.value} />
      <WhenOpen {...props} open={store.help} load={async () => (await import('./help.tsx')).Help} />
      <WhenOpen {...props} open={store.table} load={async () => (await import('./table.tsx')).Table} />
      <WhenOpen {...props} open={store.gallery} load={async () => (await import('./gallery.tsx')).Gallery} />
    </>
  );
}

/** Opening view, help and language: always at hand. */
function Corner({ store, actions }: PanelProps): JSX.Element {
  return (
    <div class="corner panel">
      <IconButton name="home" label={t('view.home')} onClick={() => actions.home()} />
      <IconButton name="table" label={t('table.title')} onClick={() => (store.table.value = true)} />
      <IconButton name="help" label={t('help.open')} onClick={() => (store.help.value = true)} />
      <button
        type="button"
        class="button language"
        lang={language.value === 'en' ? 'zh-CN' : 'en'}
        aria-label={t('language.label')}
        onClick={() => setLanguage(language.value === 'en' ? 'zh' : 'en')}
      >
        {t('language.switch')}
      </button>
    </div>
  );
}

const TABS: readonly (readonly [SheetName, IconName, TextKey])[] = [
  ['run', 'run', 'sheet.run'],
  ['view', 'view', 'sheet.layers'],
  ['vehicle', 'vehicle', 'sheet.vehicle'],
  ['warnings', 'warning', 'sheet.warnings'],
];

function SheetTabs({ store }: PanelProps): JSX.Element {
  return (
    <nav class="tabs panel">
      {TABS.map(([name, icon, key]) => (
        <button
          key={name}
          type="button"
          class="button tab"
          aria-expanded={store.sheet.value === name}
          onClick={() => (store.sheet.value = store.sheet.value === name ? 'none' : name)}
        >
          <Icon name={icon} />
          {t(key)}
        </button>
      ))}
    </nav>
  );
}

const NOTICES: Readonly<Record<Notice['kind'], TextKey>> = {
  selected: 'inspector.selected',
  left: 'inspector.left',
  refused: 'run.refused',
  no_answer: 'run.noAnswer',
  not_found: 'search.none',
  copied: 'inspector.copied',
};

/** Says what happened, to the eye for a few seconds and to a screen reader. */
function Announcer({ notice }: { readonly notice: Notice | undefined }): JSX.Element {
  const text = notice === undefined ? '' : t(NOTICES[notice.kind], { id: notice.value, reason: notice.value });
  return (
    <div class={text === '' ? 'notice' : 'notice panel shown'} aria-live="polite" key={notice?.number ?? 0}>
      {text}
    </div>
  );
}
