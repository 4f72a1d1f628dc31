import type { Loaders, Messages } from '../core/i18n';
import type { WidgetKey } from './en';

/** The widget's texts in the languages that have a file here. */
export const widgetLoaders: Loaders<WidgetKey> = import.meta.glob<Messages<WidgetKey>>(
  ['./??.ts', './??-*.ts', '!./en.ts'],
  { import: 'widget' },
);
