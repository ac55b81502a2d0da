/** Finds a vehicle, roadside unit, signal or station by a part of its id: the way to the inspector without a pointer. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../text/text.ts';
import { findThings } from './find-ids.ts';
import { KIND_KEYS } from './kind-keys.ts';
import type { PanelProps } from './store.ts';

const FOUND_MAX = 8;

export function Search({ store, actions }: PanelProps): JSX.Element {
  const [query, setQuery] = useState('');
  const found = findThings(store.things.value, query).slice(0, FOUND_MAX);
  return (
    <div class="search">
      <p class="muted small">{t('inspector.none')}</p>
      <input
        id="search"
        type="search"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        value={query}
        autocomplete="off"
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') actions.find(event.currentTarget.value);
        }}
      />
      {query !== '' && found.length === 0 ? <p class="muted small">{t('search.none')}</p> : null}
      <ul class="found">
        {found.map((thing) => (
          <li key={`${thing.kind} ${thing.id}`}>
            <button type="button" class="button wide" onClick={() => actions.select(thing)}>
              <span>{thing.id}</span>
              <span class="muted found-kind">{t(KIND_KEYS[thing.kind])}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
