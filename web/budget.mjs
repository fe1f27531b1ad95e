// Weighs what the browser loads, gzipped: the sign-in page (all that index.html names) and the whole client.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const SIGN_IN_KB = 25;
const WHOLE_KB = 90;
const DIST = new URL('./dist/', import.meta.url);

const weigh = (path) => gzipSync(readFileSync(new URL(path, DIST)), { level: 9 }).length / 1000;
const named = (html) => [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((found) => found[1]);
const sum = (paths) => paths.reduce((total, path) => total + weigh(path), 0);

const signIn = sum([...new Set(named(readFileSync(new URL('index.html', DIST), 'utf8')))]);
const code = readdirSync(new URL('assets/', DIST)).filter((name) => /\.(js|css)$/.test(name));
const whole = sum(code.map((name) => `assets/${name}`));

const forbidden = ['index.html', 'pay.html'].filter((page) =>
  / style=|<script(?![^>]* src=)/.test(readFileSync(new URL(page, DIST), 'utf8')),
);
const evaluating = code.filter(
  (name) =>
    name.endsWith('.js') && /\beval\(|new Function\(/.test(readFileSync(new URL(`assets/${name}`, DIST), 'utf8')),
);

console.log(`sign-in ${signIn.toFixed(1)} of ${SIGN_IN_KB} kB gz, whole ${whole.toFixed(1)} of ${WHOLE_KB} kB gz`);
if (forbidden.length) console.error(`inline style or script in ${forbidden}`);
if (evaluating.length) console.error(`eval in ${evaluating}`);
if (signIn > SIGN_IN_KB || whole > WHOLE_KB || forbidden.length || evaluating.length) process.exit(1);
