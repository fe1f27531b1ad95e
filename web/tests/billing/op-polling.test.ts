import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pollOp } from '../../src/billing/op-polling';
import type { Op, OpStatus } from '../../src/api/types';

const answers: (OpStatus | null)[] = [];
let requests = 0;

beforeEach(() => {
  vi.useFakeTimers();
  requests = 0;
  answers.length = 0;
  vi.stubGlobal('fetch', async () => {
    requests += 1;
    const status = answers.shift() ?? null;
    if (!status) throw new TypeError('no network');
    const op: Op = { op: 'op1', kind: 'refund', status, message: '', client_action: null };
    return new Response(JSON.stringify(op), { headers: { 'Content-Type': 'application/json' } });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('an op is polled until it is finished, even if answers are lost', async () => {
  const statuses: string[] = [];
  answers.push('working', null, 'checking', 'succeeded');
  pollOp('i1', 'op1', (op) => statuses.push(op.status));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(statuses).toEqual(['working', 'checking', 'succeeded']);
  expect(requests).toBe(4);
});

test('polling stops when the page is left', async () => {
  answers.push('working', 'working', 'working');
  const stop = pollOp('i1', 'op1', () => undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toBe(1);
});

test('polling slows down to once in ten seconds', async () => {
  answers.push(...Array.from({ length: 40 }, (): OpStatus => 'checking'));
  pollOp('i1', 'op1', () => undefined);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(requests).toBeGreaterThan(10);
  expect(requests).toBeLessThan(25);
});
