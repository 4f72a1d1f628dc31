import { defineConfig, type Plugin } from 'vite';

/** Takes the indentation out of the style sheets, which no minifier touches: they are strings. */
const compactStyles: Plugin = {
  name: 'compact-styles',
  apply: 'build',
  transform(code, id) {
    if (!id.endsWith('-styles.ts')) return null;
    const compact = code.replace(/`[^`]*`/g, (sheet) =>
      sheet
        .replace(/\s+/g, ' ')
        .replace(/ ?([{}:;,>]) /g, '$1')
        .replace(/ \{/g, '{')
        .replace(/;?\s*\}\s*/g, '}')
        .replace(/([\s(:,])0\./g, '$1.'),
    );
    return { code: compact, map: null };
  },
};

interface Node {
  type: string;
  start: number;
  end: number;
}

/** Every node of a syntax tree. */
function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && typeof value.type === 'string') yield value as Node;
  for (const child of Object.values(value)) yield* nodesOf(child);
}

/** Takes the indentation out of markup, which stands in template literals, too. */
const compactMarkup: Plugin = {
  name: 'compact-markup',
  apply: 'build',
  renderChunk(code) {
    let compact = code;
    const literals = [...nodesOf(this.parse(code))].filter(
      ({ type }) => type === 'TemplateElement',
    );
    // From the end, so that what stands before keeps its place.
    for (const { start, end } of literals.sort((a, b) => b.start - a.start)) {
      const text = compact.slice(start, end).replace(/\s*\n\s*/g, ' ');
      compact = compact.slice(0, start) + text + compact.slice(end);
    }
    return { code: compact, map: null };
  },
};

/**
 * The widget. Host pages name it in one line, so its own name carries no hash; what it loads when
 * it is opened lies beside it in `assets/` and is addressed relative to it, because the host page
 * is usually another origin.
 */
export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [compactStyles, compactMarkup],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    // A little smaller than what Vite's own minifier makes.
    minify: 'terser',
    terserOptions: {
      ecma: 2020,
      module: true,
      compress: { passes: 4, pure_getters: true, keep_fargs: false, inline: 1 },
    },
    // As a library: a page would get a helper that loads style sheets with each dynamic import.
    lib: { entry: { widget: 'src/widget/entry.ts' }, formats: ['es'] },
    rollupOptions: {
      preserveEntrySignatures: false,
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'assets/widget-[name]-[hash].js',
      },
    },
  },
});
