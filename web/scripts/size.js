/**
 * Prints what the widget weighs, in bytes, plain and gzipped (level 9), and fails when what a
 * visitor loads to open the chat is over its limit.
 */
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { gzipSync } from 'node:zlib';

const LIMIT = 25_000;

const dist = new URL('../dist/', import.meta.url);
const weigh = (name) => {
  const content = readFileSync(new URL(name, dist));
  return { bytes: content.length, gzip: gzipSync(content, { level: 9 }).length };
};
const sum = (parts) =>
  parts.reduce((all, { bytes, gzip }) => ({ bytes: all.bytes + bytes, gzip: all.gzip + gzip }), {
    bytes: 0,
    gzip: 0,
  });
const line = (label, { bytes, gzip }) =>
  console.log(`${label.padEnd(44)} ${bytes} bytes, ${gzip} gzipped`);

const chunks = readdirSync(new URL('assets/', dist))
  .filter((name) => /^widget-.*\.js$/.test(name))
  .map((name) => `assets/${name}`);
const isPanel = (name) => name.includes('widget-panel-');

const launcher = weigh('widget.js');
line('before the chat is opened', launcher);
const opened = sum([launcher, ...chunks.filter(isPanel).map(weigh)]);
line('when it is opened, in all', opened);
for (const name of chunks.filter((one) => !isPanel(one))) {
  line(`later, when needed: ${name.replace(/^assets\/widget-|-[^-]*$/g, '')}`, weigh(name));
}
if (opened.gzip > LIMIT) {
  console.error(`an open chat weighs ${opened.gzip} bytes gzipped, over its limit of ${LIMIT}`);
  process.exitCode = 1;
}
