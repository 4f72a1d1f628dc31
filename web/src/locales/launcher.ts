import type { LauncherTexts } from './en';

/** The launcher's few words in every language, because they are needed before all else. */
const all = import.meta.glob<LauncherTexts>(['./??.ts', './??-*.ts'], {
  eager: true,
  import: 'launcher',
  query: '?part=launcher',
});

export function launcherTexts(tag: string): LauncherTexts {
  const wanted = tag.toLowerCase();
  const found = all[`./${wanted}.ts`] ?? all[`./${wanted.split('-')[0] ?? ''}.ts`];
  return found ?? (all['./en.ts'] as LauncherTexts);
}
