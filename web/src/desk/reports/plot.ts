/** Draws a plot on a canvas. The one place that knows the chart library. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { wrapped } from './model';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

export interface Drawing {
  shape: 'bars' | 'lying' | 'line';
  labels: string[];
  /** Each with the number of its colour, which it keeps where others are left out. */
  series: { label: string; values: (number | null)[]; colour: number }[];
  stacked: boolean;
  /** How a value is written at the axis and beside the pointer. */
  format: (value: number) => string;
  /** Whether values are times: their axis then has steps of minutes, hours or days. */
  seconds: boolean;
}

/** Apart in lightness as well as in hue, for people who see few colours; 3:1 on white. */
const COLOURS = ['#14534a', '#d0661c', '#3b8ad0', '#8a5fb0', '#94700a', '#66736f', '#a3261a'];
const INK = '#55625e';
const LINE = '#e4eae7';
const STEPS_S = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const MOST_STEPS = 6;
/** Characters in a line of a label. */
const LABEL = 20;

/** Draws anew; whoever calls destroys what it returns before the next time. */
export function draw(canvas: HTMLCanvasElement, drawing: Drawing): { destroy(): void } {
  const lying = drawing.shape === 'lying';
  const line = drawing.shape === 'line';
  const several = drawing.series.length > 1;
  const font = { family: getComputedStyle(canvas).fontFamily, size: 12 };
  const names = {
    stacked: drawing.stacked,
    grid: { display: false },
    border: { color: LINE },
    ticks: { color: INK, font, autoSkip: !lying, maxRotation: 0, autoSkipPadding: 12 },
  };
  const values = {
    stacked: drawing.stacked,
    beginAtZero: true,
    grid: { color: LINE },
    border: { display: false },
    ticks: {
      color: INK,
      font,
      precision: 0,
      maxTicksLimit: MOST_STEPS,
      ...(drawing.seconds ? { stepSize: stepOf(drawing) } : {}),
      callback: (value: string | number) => drawing.format(Number(value)),
    },
  };
  return new Chart<'bar' | 'line', (number | null)[], string | string[]>(canvas, {
    type: line ? 'line' : 'bar',
    data: {
      // A long name beside a lying bar takes several lines, or a phone would cut it off.
      labels: lying ? drawing.labels.map((label) => wrapped(label, LABEL)) : drawing.labels,
      datasets: drawing.series.map(({ label, values: data, colour: index }) => {
        const colour = COLOURS[index % COLOURS.length] ?? INK;
        return {
          label,
          data,
          backgroundColor: colour,
          borderColor: line ? colour : '#fff',
          borderWidth: line ? 2 : drawing.stacked ? 1 : 0,
          // Told apart without colours, too.
          borderDash: line && index > 0 ? [5, 3] : [],
          pointRadius: data.length > 45 ? 0 : 3,
          pointStyle: index > 0 ? 'rect' : 'circle',
          maxBarThickness: 26,
        };
      }),
    },
    options: {
      indexAxis: lying ? 'y' : 'x',
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false, axis: lying ? 'y' : 'x' },
      scales: lying ? { x: values, y: names } : { x: names, y: values },
      plugins: {
        legend: {
          display: several,
          position: 'bottom',
          align: 'start',
          labels: {
            color: INK,
            font,
            boxWidth: 12,
            boxHeight: line ? 7 : 12,
            padding: 12,
            usePointStyle: line,
          },
        },
        tooltip: {
          callbacks: {
            title: ([item]) => drawing.labels[item?.dataIndex ?? 0] ?? '',
            label: ({ dataset, raw }) =>
              typeof raw === 'number' ? `${dataset.label}: ${drawing.format(raw)}` : '',
          },
        },
      },
    },
  });
}

function stepOf({ series }: Drawing): number {
  const highest = Math.max(0, ...series.flatMap(({ values }) => values.map((one) => one ?? 0)));
  return STEPS_S.find((step) => highest / step <= MOST_STEPS) ?? 86_400 * 7;
}
