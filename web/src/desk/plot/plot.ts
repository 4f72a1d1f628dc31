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
import type { CurveDrawing, Drawing, RowDrawing } from './drawing';
import { wrapped } from './labels';

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

/** Apart in lightness as well as in hue, for people who see few colours; 3:1 on white. */
const COLOURS = ['#14534a', '#d0661c', '#3b8ad0', '#8a5fb0', '#94700a', '#66736f', '#a3261a'];
const DASHES = [[], [7, 3], [2, 2]];
const INK = '#55625e';
const LINE = '#e4eae7';
const STEPS_S = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const MOST_STEPS = 6;
/** Characters in a line of a label. */
const LABEL = 20;

interface Font {
  family: string;
  size: number;
}

/** Draws anew; whoever calls destroys what it returns before the next time. */
export function draw(canvas: HTMLCanvasElement, drawing: Drawing): { destroy(): void } {
  const font = { family: getComputedStyle(canvas).fontFamily, size: 12 };
  return drawing.shape === 'curve'
    ? drawCurve(canvas, drawing, font)
    : drawRows(canvas, drawing, font);
}

function drawRows(canvas: HTMLCanvasElement, drawing: RowDrawing, font: Font): Chart {
  const lying = drawing.shape === 'lying';
  const line = drawing.shape === 'line';
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
      precision: drawing.shares ? undefined : 0,
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
        const colour = colourOf(index);
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
        legend: legend(font, { shown: drawing.series.length > 1, line }),
        tooltip: {
          callbacks: {
            title: ([item]) => drawing.labels[item?.dataIndex ?? 0] ?? '',
            label: ({ dataset, raw }) =>
              typeof raw === 'number' ? `${dataset.label}: ${drawing.format(raw)}` : '',
          },
        },
      },
    },
  }) as Chart;
}

function drawCurve(canvas: HTMLCanvasElement, drawing: CurveDrawing, font: Font): Chart {
  const axis = (title: string, most: number | undefined, format: (value: number) => string) => ({
    type: 'linear' as const,
    min: 0,
    ...(most === undefined ? {} : { max: most }),
    title: { display: true, text: title, color: INK, font },
    grid: { color: LINE },
    border: { color: LINE },
    ticks: {
      color: INK,
      font,
      maxTicksLimit: MOST_STEPS,
      callback: (value: string | number) => format(Number(value)),
    },
  });
  return new Chart(canvas, {
    type: 'line',
    data: {
      datasets: drawing.series.map(({ label, points, colour: index, kind }) => {
        const colour = kind === 'guide' ? INK : colourOf(index);
        return {
          label,
          data: points,
          backgroundColor: colour,
          borderColor: colour,
          borderWidth: kind === 'guide' ? 1.5 : 2,
          // Told apart without colours, too.
          borderDash: kind === 'guide' ? [1, 3] : (DASHES[index % DASHES.length] ?? []),
          // A point on the edge is seen whole.
          clip: kind === 'points' ? 8 : 0,
          pointRadius: kind === 'points' ? 4 : 0,
          // A guide is nothing that one points at.
          pointHitRadius: kind === 'guide' ? 0 : 8,
          pointStyle: kind === 'points' ? (index > 0 ? 'rect' : 'circle') : 'line',
        };
      }),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', intersect: false },
      scales: {
        x: axis(drawing.x.title, drawing.x.most, drawing.x.format),
        y: axis(drawing.y.title, drawing.y.most, drawing.y.format),
      },
      plugins: {
        legend: legend(font, { shown: true, line: true }),
        tooltip: {
          filter: ({ datasetIndex }) => drawing.series[datasetIndex]?.kind !== 'guide',
          callbacks: {
            title: ([item]) =>
              item ? `${drawing.x.title}: ${drawing.x.format(item.parsed.x ?? 0)}` : '',
            label: ({ dataset, parsed }) => `${dataset.label}: ${drawing.y.format(parsed.y ?? 0)}`,
          },
        },
      },
    },
  }) as Chart;
}

function legend(font: Font, { shown, line }: { shown: boolean; line: boolean }) {
  return {
    display: shown,
    position: 'bottom' as const,
    align: 'start' as const,
    labels: {
      color: INK,
      font,
      boxWidth: 12,
      boxHeight: line ? 7 : 12,
      padding: 12,
      usePointStyle: line,
    },
  };
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? INK;
}

function stepOf({ series }: RowDrawing): number {
  const highest = Math.max(0, ...series.flatMap(({ values }) => values.map((one) => one ?? 0)));
  return STEPS_S.find((step) => highest / step <= MOST_STEPS) ?? 86_400 * 7;
}
