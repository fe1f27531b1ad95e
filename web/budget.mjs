// Weighs what the browser loads, gzipped: the sign-in page (all that index.html names), all work but calls, and the room of
// a video visit, which only who enters one loads (docs/decisions/0006).
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const KB = { 'sign-in': 25, 'all but the room': 80, 'the room': 36 };
const DIST = new URL('./dist/', import.meta.url);

const weigh = (path) => gzipSync(readFileSync(new URL(path, DIST)), { level: 9 }).length / 1000;
const named = (html) => [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((found) => found[1]);
const sum = (paths) => paths.reduce((total, path) => total + weigh(path), 0);

const code = readdirSync(new URL('assets/', DIST)).filter((name) => /\.(js|css)$/.test(name));
const room = code.filter((name) => name.startsWith('visit-'));
const heavy = (names) => sum(names.map((name) => `assets/${name}`));
const weights = {
  'sign-in': sum([...new Set(named(readFileSync(new URL('index.html', DIST), 'utf8')))]),
  'all but the room': heavy(code.filter((name) => !room.includes(name))),
  'the room': heavy(room),
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
    .map((part) => `${part} ${weights[part].toFixed(1)} of ${KB[part]} kB gz`)
    .join(', '),
);
if (!room.length) console.error('the room is no file of its own any more');
if (forbidden.length) console.error(`inline style or script in ${forbidden}`);
if (evaluating.length) console.error(`eval in ${evaluating}`);
if (over.length || !room.length || forbidden.length || evaluating.length) process.exit(1);
