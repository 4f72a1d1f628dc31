import type { Loaders, Messages } from '../core/i18n';
import type { MoreKey } from './en';

const english = import.meta.glob<Messages<MoreKey>>('./en.ts', {
  eager: true,
  import: 'more',
  query: '?part=more',
});

export const moreEnglish = english['./en.ts'] as Messages<MoreKey>;

/** The texts of what the widget loads when it is first needed. */
export const moreLoaders: Loaders<MoreKey> = import.meta.glob<Messages<MoreKey>>(
  ['./??.ts', './??-*.ts', '!./en.ts'],
  { import: 'more', query: '?part=more' },
);
