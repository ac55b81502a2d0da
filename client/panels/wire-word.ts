/** Words of the wire in the page's language. */
import { en } from '../text/en.ts';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';

/** The text of `group.value`; the word as it came where the page has none. */
export function word(group: string, value: string): string {
  const key = `${group}.${value}`;
  return key in en ? t(key as TextKey) : value;
}
