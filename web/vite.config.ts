import { defineConfig } from 'vitest/config';

// Small files that come together anyway compress badly: one file a room. First come what both documents begin with, and what
// the pay page shares with the others, so that neither sign-in nor pay is made heavier by the rooms.
const ROOMS = [
  { name: 'app', test: /src\/styles\/app\.css$/ },
  {
    name: 'start',
    test: /node_modules|src\/(api\/(auth|client|refusal|use)|session\/(drafts|idle|session|tab)|ui\/(dialog|field|icons|loaded|submit|toast))\.tsx?$/,
  },
  {
    name: 'parts',
    test: /src\/(api|invoice|ui|admin|session|money|dates)\b.*tsx?$/,
    tags: ['$initial' as const],
    entriesAware: true,
  },
  { name: 'signed-in', test: /src\/(signed-in|shell|ui\/.*|api\/.*|session\/(role|account))\.tsx?$/ },
  { name: 'before', test: /src\/(session|help)\/.*\.tsx?$/ },
  { name: 'appointments', test: /src\/appointments\/.*\.tsx?$/ },
  { name: 'clients', test: /src\/(invoice|provider|client)\/.*\.tsx?$/ },
  { name: 'admin', test: /src\/admin\/.*\.tsx?$/ },
  { name: 'room', test: /src\/room\/.*\.tsx?$/ },
];

export default defineConfig({
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'pay.html'],
      output: {
        // Shared parts are named after all who share them, which is long.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        codeSplitting: { groups: ROOMS.map((room, place) => ({ ...room, priority: ROOMS.length - place })) },
      },
    },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8000', '/ws': { target: 'ws://127.0.0.1:8000', ws: true } },
  },
  test: { environment: 'happy-dom', environmentOptions: { happyDOM: { url: 'http://localhost/' } } },
});
