import react from '@vitejs/plugin-react';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';
import { inlineEarlyRequests } from './vite/inline-early-requests.ts';

const SERVER_PATHS = '^/(api|admin|django-admin|static|media|documents|health)(/|$)';
const REACT = /node_modules.(react|react-dom|scheduler)./;

export default defineConfig(({ mode }) => {
  const { VITE_BACKEND_URL: backend = 'http://localhost:8000' } = loadEnv(mode, process.cwd());
  return {
    plugins: [react(), inlineEarlyRequests()],
    resolve: { tsconfigPaths: true },
    // The Host header stays, so that Django finds a form's Origin to be its own.
    server: { proxy: { [SERVER_PATHS]: { target: backend } } },
    // Only editors load the largest chunk, axe-core.
    build: {
      assetsInlineLimit: 0,
      manifest: true,
      chunkSizeWarningLimit: 700,
      // React changes less often than the site, so those who come back have it.
      rolldownOptions: {
        output: { codeSplitting: { groups: [{ name: 'react', test: REACT }] } },
      },
      modulePreload: { polyfill: false }, // every browser that runs this site knows it
    },
    test: {
      environment: 'jsdom',
      environmentOptions: { jsdom: { url: 'http://localhost:3000/' } },
      setupFiles: ['tests/setup.ts'],
      isolate: false, // tests/setup.ts makes each test begin anew
      restoreMocks: true,
      sequence: { shuffle: true },
      css: false,
    },
  };
});
