/** The page's language and its texts: `t('key')` reads the dictionary of the language that is on. */
import { signal } from '@preact/signals';
import { en } from './en.ts';
import type { TextKey } from './en.ts';
import { zh } from './zh.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

const DICTIONARIES: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { en, zh };
const STORED_AS = 'chelu.language';

export const language = signal<Language>('en');

/** Text of a key in the language that is on; {name} is replaced by values.name. A component that calls it follows the switch. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return fillIn(DICTIONARIES[language.value][key], values);
}

/** Replaces {name} by values.name; a name without value stays. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Language of the URL (?lang=), of the last visit, or of the browser. */
export function firstLanguage(wish: string | null, stored: string | null, browser: string): Language {
  for (const candidate of [wish, stored, browser.slice(0, 2).toLowerCase()]) {
    if (candidate === 'en' || candidate === 'zh') return candidate;
  }
  return 'en';
}

export function setLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  document.title = DICTIONARIES[next]['app.title'];
  try {
    localStorage.setItem(STORED_AS, next);
  } catch {
    // A browser that stores nothing asks again at the next visit.
  }
}

export function storedLanguage(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
