import { defineConfig } from 'vitest/config';

// One chunk per subject, because many small files compress badly. Code that both documents load comes first, so that
// neither sign-in nor pay loads other subjects.
const CHUNKS = [
  { name: 'app', test: /src\/ui\/styles\/app\.css$/ },
  {
    name: 'start',
    test: /node_modules|src\/(api\/(auth|client|api-error|resource)|session\/(draft-store|idle-timer|session|activity)|ui\/(document-title|field|icon|sign-in-icons|load-states|form|toast))\.tsx?$/,
  },
  { name: 'inbox', test: /src\/api\/inbox\/.*\.ts$/ },
  {
    name: 'parts',
    test: /src\/(api|billing|ui|session|kernel)\b.*tsx?$/,
    tags: ['$initial' as const],
    entriesAware: true,
    // Smaller parts are merged: many small files compress badly.
    entriesAwareMergeThreshold: 4500,
  },
  {
    name: 'signed-in',
    test: /src\/(signed-in|routes|shell|ui\/.*|api\/.*|session\/(role|account|drafts|zone-offsets)|appointments\/(waiting-.*|time-words))\.tsx?$/,
  },
  { name: 'before', test: /src\/(session|help)\/.*\.tsx?$/ },
  { name: 'feed', test: /src\/appointments\/feed-dialog\.tsx$/ },
  { name: 'waitlist', test: /src\/((appointments|practice)\/waitlist-.*|api\/waitlist)\.tsx?$/ },
  { name: 'handover', test: /src\/appointments\/handover-.*\.tsx?$/ },
  // The dialogs that book, move and cancel.
  {
    name: 'booking',
    test: /src\/(appointments\/(book-(dialog|fields)|client-picker|next-free|appointment-dialogs|booking-input|taken-time|time-problem|participants-field|place-hint|(service|time|minutes|ambiguous-time)-field.*|time-input|read-time)|series\/(rule|scope-field))\.tsx?$/,
  },
  {
    name: 'appointments',
    test: /src\/(appointments\/.*|practice\/location-mark|series\/(rule|scope-field|series-line))\.tsx?$/,
  },
  // Each area of a client's record is loaded when it is opened.
  { name: 'notes', test: /src\/notes\/.*\.tsx?$/ },
  { name: 'messages', test: /src\/(messages\/.*|practice\/(message-service|contact-receivers))\.tsx?$/ },
  { name: 'contact', test: /src\/contact\/.*\.tsx$/ },
  { name: 'documents', test: /src\/documents\/.*\.tsx?$/ },
  { name: 'merging', test: /src\/merging\/.*\.tsx?$/ },
  // The services of a practice, and when it is closed, are edited with the code of the calendar, and so are series of visits.
  {
    name: 'calendar',
    test: /src\/(calendar\/|series\/|practice\/(assign-|bookable|holidays|service|visit-)).*\.tsx?$/,
  },
  {
    name: 'admin',
    test: /src\/(practice|start|team|billing\/(processors\/.*|setup|invoices|invoice-filters|export-csv|billing-tabs))\b.*\.tsx?$/,
  },
  { name: 'adding', test: /src\/clients\/new-client\.tsx$/ },
  { name: 'clients', test: /src\/(billing|clients)\/.*\.tsx?$/ },
  { name: 'visit', test: /src\/visit\/.*\.tsx?$/ },
];

export default defineConfig({
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'pay.html'],
      output: {
        // The name of a shared chunk lists all that share it.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        codeSplitting: { groups: CHUNKS.map((chunk, place) => ({ ...chunk, priority: CHUNKS.length - place })) },
      },
    },
  },
  // The frame of a PDF is one module, which is loaded when the first PDF is opened.
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'assets/pdf-frame-[hash].js' } } },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8000', '/ws': { target: 'ws://127.0.0.1:8000', ws: true } },
  },
  // All test files share one window, which is faster: each test cleans up after itself.
  test: {
    isolate: false,
    setupFiles: 'tests/setup.ts',
    testTimeout: 20_000,
    environment: 'happy-dom',
    environmentOptions: {
      happyDOM: {
        url: 'http://localhost/',
        // A pressed link must not load another page, which would change the address of the tests that follow.
        settings: { navigation: { disableMainFrameNavigation: true, disableFallbackToSetURL: true } },
      },
    },
  },
});
