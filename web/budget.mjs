// Checks the gzipped size of what the browser loads: the sign-in page (all files that index.html names), each area that
// is loaded when it is opened, video visits, and everything else (docs/decisions/0006).
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const AREAS = {
  inbox: 2,
  contact: 3,
  notes: 15,
  messages: 15,
  documents: 15,
  adding: 3,
  merging: 4,
  pdf: 520,
  calendar: 25,
  booking: 15,
  feed: 3,
  waitlist: 5,
  handover: 4,
  visits: 40,
};
const KB = { 'sign-in': 25, 'everything else': 107, ...AREAS };
const DIST = new URL('./dist/', import.meta.url);

const weigh = (path) => gzipSync(readFileSync(new URL(path, DIST)), { level: 9 }).length / 1000;
const assetsOf = (html) => [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const sum = (paths) => paths.reduce((total, path) => total + weigh(path), 0);

const code = readdirSync(new URL('assets/', DIST)).filter((name) => /\.(js|css)$/.test(name));
const filesOf = (area) => code.filter((name) => name.startsWith(area === 'visits' ? 'visit-' : `${area}-`));
const areas = Object.keys(AREAS);
const inAreas = new Set(areas.flatMap(filesOf));
const heavy = (names) => sum(names.map((name) => `assets/${name}`));
const weights = {
  'sign-in': sum([...new Set(assetsOf(readFileSync(new URL('index.html', DIST), 'utf8')))]),
  'everything else': heavy(code.filter((name) => !inAreas.has(name))),
  ...Object.fromEntries(areas.map((area) => [area, heavy(filesOf(area))])),
};

const forbidden = ['index.html', 'pay.html'].filter((page) =>
  / style=|<script(?![^>]* src=)/.test(readFileSync(new URL(page, DIST), 'utf8')),
);
const evaluating = code.filter(
  (name) =>
    name.endsWith('.js') && /\beval\(|new Function\(/.test(readFileSync(new URL(`assets/${name}`, DIST), 'utf8')),
);
const over = Object.keys(KB).filter((part) => weights[part] > KB[part]);

console.log(
  Object.keys(KB)
    .filter((part) => weights[part])
    .map((part) => `${part} ${weights[part].toFixed(1)} of ${KB[part]} kB gz`)
    .join(', '),
);
if (!filesOf('visits').length) console.error('video visits have no chunk of their own');
if (forbidden.length) console.error(`inline style or script in ${forbidden}`);
if (evaluating.length) console.error(`eval in ${evaluating}`);
if (over.length || !filesOf('visits').length || forbidden.length || evaluating.length) process.exit(1);
