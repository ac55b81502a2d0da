/** The page's few icons: 20 x 20 strokes in the colour of the text. Always beside or instead of a named control. */
import type { JSX } from 'preact';

const PATHS = {
  play: 'M6 4l10 6-10 6z',
  pause: 'M6 4h3v12H6zM11 4h3v12h-3z',
  step: 'M5 4l8 6-8 6zM14 4v12',
  slower: 'M10 5l-6 5 6 5zM17 5l-6 5 6 5z',
  faster: 'M3 5l6 5-6 5zM10 5l6 5-6 5z',
  close: 'M5 5l10 10M15 5L5 15',
  help: 'M7.2 7.4a2.8 2.8 0 1 1 4 2.5c-.8.4-1.2.9-1.2 1.9M10 14.6v.1',
  home: 'M3.5 9.5L10 4l6.500 5.500M5.500 8.500V16h9V8.500',
  follow: 'M10 3v3M10 14v3M3 10h3M14 10h3M10 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  table: 'M3 4.500h14v11.500H3zM3 8.500h14M3 12.200h14M8 8.500V16',
  chart: 'M3 4v12.500h14M6 13l3.500-4 3 2.500L16.500 6',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  run: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l3 2',
  view: 'M10 3l7 3.500-7 3.500-7-3.500zM3 10l7 3.500 7-3.500M3 13.500L10 17l7-3.500',
  warning: 'M10 3.500l7.500 13h-15zM10 8.500v4M10 14.600v.1',
  vehicle:
    'M3 13v-2.500l1.500-.8L6 6.500h7l2 3.200 2 .8V13h-2M8 13h4M3 13h2M5 13a1.500 1.500 0 1 0 3 0 1.500 1.500 0 0 0-3 0zM12 13a1.500 1.500 0 1 0 3 0 1.500 1.500 0 0 0-3 0z',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set(['play', 'pause', 'slower', 'faster']);

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  const filled = FILLED.has(name);
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width="18"
      height="18"
      aria-hidden="true"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      stroke-width={filled ? 0 : 1.6}
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export interface IconButtonProps {
  readonly name: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly accent?: boolean;
}

export function IconButton(props: IconButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={props.accent === true ? 'button icon-button accent' : 'button icon-button'}
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled ?? false}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      onClick={props.onClick}
    >
      <Icon name={props.name} />
    </button>
  );
}
