import type { Loaders, Messages } from '../core/i18n';
import type { WidgetKey } from './en';

/**
 * A language is one file for all pages. The query gives each part of the widget a copy of its own
 * of that file, of which the build keeps only what that part uses.
 */
const english = import.meta.glob<Messages<WidgetKey>>('./en.ts', {
  eager: true,
  import: 'widget',
  query: '?part=widget',
});

export const widgetEnglish = english['./en.ts'] as Messages<WidgetKey>;

/** The widget's texts in the languages that have a file here. */
export const widgetLoaders: Loaders<WidgetKey> = import.meta.glob<Messages<WidgetKey>>(
  ['./??.ts', './??-*.ts', '!./en.ts'],
  { import: 'widget', query: '?part=widget' },
);
