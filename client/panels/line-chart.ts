/** One small chart of lines over simulated time, drawn by uPlot in the colours of the page. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatClock } from './format.ts';

export interface Line {
  /** A colour token of the page. */
  readonly color: string;
  readonly dashed?: boolean;
}

export interface LineChart {
  /** Times in s, then one list of values a line. */
  show(data: readonly (readonly (number | null)[])[]): void;
  dispose(): void;
}

const HEIGHT_PX = 92;
const AXIS_FONT = '10px ui-monospace, monospace';

export function createLineChart(place: HTMLElement, lines: readonly Line[]): LineChart {
  const style = getComputedStyle(place);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const grid = { stroke: token('--line'), width: 1 };
  const axis = { stroke: token('--muted'), font: AXIS_FONT, grid, ticks: { show: false } };
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT_PX,
      padding: [6, 6, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.15 : 1] } },
      axes: [
        { ...axis, size: 18, space: 70, values: (_plot, splits) => splits.map((s) => formatClock(s * 1000)) },
        { ...axis, size: 34, space: 26, values: (_plot, splits) => splits.map(shortNumber) },
      ],
      series: [
        {},
        ...lines.map((line) => ({
          stroke: token(line.color),
          width: 1.6,
          ...(line.dashed === true ? { dash: [4, 3] } : {}),
          ...(lines.length === 1 ? { fill: `${token(line.color)}22` } : {}),
          points: { show: false },
        })),
      ],
    },
    [[], ...lines.map(() => [])],
    place,
  );
  const sized = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT_PX }));
  sized.observe(place);
  return {
    show: (data) => plot.setData(data as uPlot.AlignedData),
    dispose() {
      sized.disconnect();
      plot.destroy();
    },
  };
}

/** 1200 -> 1.2k. */
function shortNumber(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toFixed(1))}k` : String(Number(value.toFixed(1)));
}
