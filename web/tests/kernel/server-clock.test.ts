import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isOpen, isOver } from '../../src/appointments/room-hours';
import { ahead, correctClock, serverNow } from '../../src/kernel/server-clock';

const SERVER = Date.parse('2026-11-24T15:10:00.400Z');
const ROOM = {
  status: 'booked' as const,
  location: 'video' as const,
  opens_at: '2026-11-24T14:00:00Z',
  closes_at: '2026-11-24T17:50:00Z',
  can_join: true,
};
const HEADER = 'Tue, 24 Nov 2026 15:10:00 GMT';
const HOUR_MS = 3_600_000;

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => {
  vi.useRealTimers();
  ahead.value = 0;
});

test.each([0, 4, 26, -4, -26])('a device that is %d hours ahead sees the same open room', (hours) => {
  const device = SERVER + hours * HOUR_MS;
  vi.setSystemTime(device);
  correctClock(HEADER, device - 100, device + 100);
  expect(Math.abs(serverNow() - SERVER)).toBeLessThan(1000);
  expect([isOpen(ROOM, serverNow()), isOver(ROOM, serverNow())]).toEqual([true, false]);
});

test('a clock that can be right is not corrected, and a response without a date says nothing', () => {
  vi.setSystemTime(SERVER);
  correctClock(HEADER, SERVER - 50, SERVER + 50);
  correctClock(null, 0, 0);
  correctClock('yesterday', 0, 0);
  expect(ahead.value).toBe(0);
});

test('a clock that is set while a response is under way waits for the next response', () => {
  vi.setSystemTime(SERVER);
  correctClock(HEADER, SERVER + HOUR_MS, SERVER);
  expect(ahead.value).toBe(0);
});
