import { defineConfig } from 'vitest/config';

/**
 * The pages: demo site, desk, ticket and API documentation. The desk serves `dist/` as it is, so
 * every address starts at `/` and every name but the pages' own carries a hash.
 */
export default defineConfig({
  root: 'pages',
  base: '/',
  publicDir: false,
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1600,
    // Nothing may be inlined as script: the Content-Security-Policy is `script-src 'self'`.
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        site: 'pages/site/index.html',
        desk: 'pages/desk/index.html',
        ticket: 'pages/ticket/index.html',
        docs: 'pages/docs/index.html',
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:8000', ws: true },
    },
  },
  test: {
    root: '.',
    include: ['tests/**/*.test.ts'],
  },
});
