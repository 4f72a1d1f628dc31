/** Prints what a host page loads for the widget, in bytes, plain and gzipped (level 9). */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const parts = [
  'widget.js',
  ...readdirSync(new URL('assets/', dist)).map((name) => `assets/${name}`),
]
  .filter((name) => name === 'widget.js' || /^assets\/widget-.*\.js$/.test(name))
  .map((name) => {
    const content = readFileSync(new URL(name, dist));
    return { name, bytes: content.length, gzip: gzipSync(content, { level: 9 }).length };
  });
const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
for (const part of [...parts, { name: 'together', bytes: sum('bytes'), gzip: sum('gzip') }]) {
  console.log(`${part.name.padEnd(40)} ${part.bytes} bytes, ${part.gzip} gzipped`);
}
