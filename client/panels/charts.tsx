/** The dock below the picture: how the run's figures went over simulated time. Each chart's newest values stand beside its name as text. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { SeriesName } from '../figure-history.ts';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';
import { Icon } from './icons.tsx';
import type { Line, LineChart } from './line-chart.ts';
import type { PanelProps, Store } from './store.ts';

interface ChartSpec {
  readonly title: TextKey;
  readonly unit: string;
  readonly lines: readonly (Line & { readonly name: SeriesName; readonly label?: string })[];
}

const CHARTS: readonly ChartSpec[] = [
  { title: 'charts.speed', unit: 'km/h', lines: [{ name: 'speed_kmh', color: '--ok' }] },
  { title: 'charts.stopped', unit: '%', lines: [{ name: 'stopped_percent', color: '--warn' }] },
  { title: 'charts.delay', unit: 's', lines: [{ name: 'delay_s', color: '--warn' }] },
  {
    title: 'charts.latency',
    unit: 'ms',
    lines: [
      { name: 'pc5_p50_ms', color: '--violet', label: 'PC5 p50' },
      { name: 'pc5_p95_ms', color: '--violet', dashed: true, label: 'p95' },
      { name: 'uu_p50_ms', color: '--accent', label: 'Uu p50' },
      { name: 'uu_p95_ms', color: '--accent', dashed: true, label: 'p95' },
    ],
  },
  {
    title: 'charts.messages',
    unit: '/s',
    lines: [
      { name: 'sent_hz', color: '--accent', label: '↑' },
      { name: 'delivered_hz', color: '--ok', label: '↓' },
    ],
  },
];

export function Charts({ store }: PanelProps): JSX.Element {
  const open = store.dock.value;
  return (
    <section class={open ? 'dock panel open' : 'dock panel'} aria-label={t('charts.title')}>
      <button
        type="button"
        class="button dock-toggle"
        aria-expanded={open}
        aria-keyshortcuts="g"
        onClick={() => (store.dock.value = !open)}
      >
        <Icon name="chart" />
        {t('charts.title')}
        <span aria-hidden="true">{open ? '▾' : '▴'}</span>
      </button>
      {open ? (
        <div class="charts">
          {CHARTS.map((chart) => (
            <Chart key={chart.title} chart={chart} store={store} />
          ))}
        </div>
      ) : null}
    </section>
  );
}

function Chart({ chart, store }: { readonly chart: ChartSpec; readonly store: Store }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<LineChart | undefined>(undefined);
  const history = store.history.value;
  const theme = store.theme.value;
  const latest = useRef(history);
  latest.current = history;
  const data = (): (readonly (number | null)[])[] => [
    latest.current.time_s,
    ...chart.lines.map(({ name }) => latest.current.series[name]),
  ];
  // The library comes when the first chart is opened, and anew with other colours.
  useEffect(() => {
    let gone = false;
    void import('./line-chart.ts').then(({ createLineChart }) => {
      if (gone || place.current === null) return;
      drawn.current = createLineChart(place.current, chart.lines);
      drawn.current.show(data());
    });
    return () => {
      gone = true;
      drawn.current?.dispose();
      drawn.current = undefined;
    };
  }, [theme]);
  useEffect(() => drawn.current?.show(data()), [history]);
  return (
    <figure class="chart">
      <figcaption>
        <span class="heading">{t(chart.title)}</span>
        <span class="number">{newest(chart, store)}</span>
      </figcaption>
      <div class="chart-canvas" ref={place} aria-hidden="true" />
      {chart.lines.some((line) => line.label !== undefined) ? (
        <p class="chart-legend" aria-hidden="true">
          {chart.lines.map((line) => (
            <span key={line.name} style={{ color: `var(${line.color})` }}>
              <span class={line.dashed === true ? 'dash dashed' : 'dash'} /> {line.label}
            </span>
          ))}
        </p>
      ) : null}
    </figure>
  );
}

function newest(chart: ChartSpec, store: Store): string {
  const { series } = store.history.value;
  const values = chart.lines.map(({ name }) => series[name][series[name].length - 1]);
  if (values.every((value) => value === undefined || value === null)) return '–';
  const text = (value: number | null | undefined): string => value?.toFixed(digits) ?? '–';
  const digits = chart.unit === 's' || chart.unit === 'km/h' ? 1 : 0;
  // Medians and 95th percentiles stand in pairs.
  const pairs = values.length < 4 ? values.map(text) : [0, 2].map((i) => `${text(values[i])}/${text(values[i + 1])}`);
  return `${pairs.join(' · ')} ${chart.unit}`;
}
