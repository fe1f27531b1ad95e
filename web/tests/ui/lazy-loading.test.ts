import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCES = join(import.meta.dirname, '../../src');
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));

test('code that is loaded later says when it did not load: nothing uses `lazy` or Suspense', () => {
  const using = files.filter((name) => /\b(lazy|Suspense)\b\s*[(},<]/.test(readFileSync(join(SOURCES, name), 'utf8')));
  expect(using).toEqual([]);
});

test('every import of code that is loaded later is in `later`, or handles its failure', () => {
  const bare = files.filter((name) => {
    const text = readFileSync(join(SOURCES, name), 'utf8');
    return /(?<!typeof )\bimport\(/.test(text) && !/ui\/later'|from '\.\/later'/.test(text);
  });
  // The inbox socket's failure leaves the page asking once a minute.
  expect(bare).toEqual(['api/attention.ts']);
});
