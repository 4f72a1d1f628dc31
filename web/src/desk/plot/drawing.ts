/** What is to be drawn; nothing here needs the chart library. */

/** Values by name: bars that stand or lie, or a line over them. */
export interface RowDrawing {
  shape: 'bars' | 'lying' | 'line';
  labels: string[];
  /** Each with the number of its colour, which it keeps where others are left out. */
  series: { label: string; values: (number | null)[]; colour: number }[];
  stacked: boolean;
  /** How a value is written at the axis and beside the pointer. */
  format: (value: number) => string;
  /** Whether values are times: their axis then has steps of minutes, hours or days. */
  seconds: boolean;
  /** Whether values are shares of one: their axis then has steps between whole numbers. */
  shares?: boolean;
}

export interface Point {
  x: number;
  y: number;
}

export interface Axis {
  title: string;
  /** Where it ends; without it, where the values do. It begins at 0. */
  most?: number;
  format: (value: number) => string;
}

/** Points over a number. A guide is a thin line to compare with, not a value. */
export interface CurveDrawing {
  shape: 'curve';
  series: { label: string; points: Point[]; colour: number; kind: 'line' | 'points' | 'guide' }[];
  x: Axis;
  y: Axis;
}

export type Drawing = RowDrawing | CurveDrawing;
