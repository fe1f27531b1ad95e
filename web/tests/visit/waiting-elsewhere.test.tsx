import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { roleElsewhere } from '../../src/session/session';
import { VisitFlow } from '../../src/visit/visit-flow';
import { APPOINTMENT, fakeCall } from './fake-call';

const WORDS = /Somebody waits for you in another visit/;
const waitsIn = (room: string) => ({ appointment_id: room, seat: 's2', since: APPOINTMENT.starts_at, name: null });

let items: ReturnType<typeof waitsIn>[];
let sent: string[];

beforeEach(() => {
  vi.useFakeTimers();
  items = [];
  sent = [];
  vi.stubGlobal('fetch', async ({ method, url }: Request) => {
    sent.push(`${method} ${new URL(url).pathname}`);
    return Response.json({ items });
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  history.replaceState(null, '');
});

async function open(isHost: boolean): Promise<void> {
  const call = fakeCall('in');
  if (isHost) call.me.value = { ...call.me.value!, role: 'provider', host: true };
  render(<VisitFlow call={call} appointment={APPOINTMENT} />);
  await vi.advanceTimersByTimeAsync(100);
}

test('a provider in a call reads that somebody waits in another visit, until nobody does', async () => {
  await open(true);
  expect(screen.queryByText(WORDS)).toBeNull();
  items = [waitsIn(APPOINTMENT.id), waitsIn('a2')];
  await vi.advanceTimersByTimeAsync(15_000);
  expect(screen.getByText(WORDS)).toBeTruthy();
  const link = screen.getByRole<HTMLAnchorElement>('link', { name: 'See it in a new tab' });
  expect([link.pathname, link.target]).toEqual(['/provider/appointments/a2', '_blank']);
  items = [waitsIn(APPOINTMENT.id)];
  await vi.advanceTimersByTimeAsync(15_000);
  expect(screen.queryByText(WORDS)).toBeNull();
});

test('who waits elsewhere is not told that they were seen, because no name is shown', async () => {
  items = [waitsIn('a2')];
  await open(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(new Set(sent.filter((each) => each.includes('waiting')))).toEqual(new Set(['GET /api/waiting']));
});

test('a client in a call does not ask who waits', async () => {
  await open(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent.filter((each) => each.includes('waiting'))).toEqual([]);
});

test('a provider who is a client in another tab does not ask who waits', async () => {
  roleElsewhere.value = 'client';
  await open(true);
  await vi.advanceTimersByTimeAsync(60_000);
  roleElsewhere.value = null;
  expect(sent.filter((each) => each.includes('waiting'))).toEqual([]);
});
