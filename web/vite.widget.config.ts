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
        .replace(/ \{/g, '{'),
    );
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
  plugins: [compactStyles],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    rollupOptions: {
      input: { widget: 'src/widget/entry.ts' },
      preserveEntrySignatures: false,
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'assets/widget-[name]-[hash].js',
      },
    },
  },
});
