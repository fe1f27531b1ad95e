import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import type { Appointment } from '../../src/api/appointments';
import { Entrance } from '../../src/visit/entrance';
import type { CallHttp } from '../../src/visit/types';
import { APPOINTMENT } from './fake-call';

let asked: MediaStreamConstraints[];
let tickets: number;
let refusal: ApiError | null;

const http: CallHttp = {
  async ticket() {
    tickets += 1;
    if (refusal) throw refusal;
    return { ticket: 't', url: 'ws://room', expires_at: APPOINTMENT.ends_at };
  },
  keepAlive: async () => undefined,
  roundTrip: async () => 5,
};

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(APPOINTMENT.starts_at) });
  asked = [];
  tickets = 0;
  refusal = null;
  const getUserMedia = async (constraints: MediaStreamConstraints): Promise<never> => {
    asked.push(constraints);
    throw new DOMException('', 'NotFoundError');
  };
  const mediaDevices = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: async () => [] });
  vi.stubGlobal('navigator', { mediaDevices, userAgent: 'Chrome/150 (Linux)', onLine: true });
  vi.stubGlobal('RTCPeerConnection', () => undefined);
  vi.stubGlobal(
    'WebSocket',
    class extends EventTarget {
      close = () => undefined;
    },
  );
});
afterEach(() => {
  cleanup();
  history.replaceState(null, '');
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function enter(change: Partial<Appointment> = {}): Promise<void> {
  render(<Entrance appointment={{ ...APPOINTMENT, ...change }} http={http} />);
  await vi.advanceTimersByTimeAsync(10);
}

const title = (): string => screen.getByRole('heading', { level: 1 }).textContent;

test('a person who may enter is asked for the camera, after the server has let them in', async () => {
  await enter();
  expect([title(), tickets > 0, asked.length > 0]).toEqual(['Video visit with Jordan Ellis', true, true]);
});

test.each<[string, Partial<Appointment>, string]>([
  ['cancelled', { status: 'cancelled' }, 'This appointment was cancelled'],
  ['completed', { status: 'completed' }, 'This visit is over'],
  ['over', { closes_at: '2026-11-24T19:59:00Z' }, 'This visit is over'],
  [
    'of other people',
    { participants: APPOINTMENT.participants.map((each) => ({ ...each, me: false })) },
    'You do not take part in this visit',
  ],
  ['not open yet', { opens_at: '2026-11-24T20:30:00Z' }, 'The room is not open yet'],
])('a visit that is %s says so and asks for no camera', async (_, change, words) => {
  await enter(change);
  expect([title(), asked, tickets]).toEqual([words, [], 0]);
});

test.each([
  [409, 'You were removed from this visit. If that was a mistake, contact your practice.'],
  [409, 'This visit has ended.'],
  [404, 'This does not exist, or you do not have access to it.'],
])('a refusal of the server (%i: %s) is shown and asks for no camera', async (status, message) => {
  refusal = new ApiError(status, 'Refused', message);
  await enter();
  expect([title(), screen.getByRole('alert').textContent, asked]).toEqual(['You can’t join now', message, []]);
  refusal = null;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await vi.advanceTimersByTimeAsync(10);
  expect([title(), asked.length > 0]).toEqual(['Video visit with Jordan Ellis', true]);
});

test('after a reload, too, a refusal comes before the camera', async () => {
  history.replaceState({ visit: { room: APPOINTMENT.id, seen: 0, mic: true, cam: true } }, '');
  refusal = new ApiError(409, 'Conflict', 'This visit has ended.');
  await enter();
  expect([title(), asked]).toEqual(['You can’t join now', []]);
});

test('without a connection the device check says what is wrong', async () => {
  refusal = new ApiError(0, 'Unreachable', 'We can’t reach Clocktree.');
  await enter();
  expect(title()).toBe('Video visit with Jordan Ellis');
});

test('a browser that cannot make video calls is told so, with the address to copy', async () => {
  Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
  await enter();
  expect([title(), asked]).toEqual(['This browser cannot make video calls', []]);
  expect(screen.getByText(location.href)).toBeTruthy();
});

test('a page that is open early goes on by itself when the room opens', async () => {
  vi.setSystemTime(Date.parse(APPOINTMENT.opens_at) - 60_000);
  await enter();
  expect([title(), asked]).toEqual(['The room is not open yet', []]);
  await vi.advanceTimersByTimeAsync(66_000);
  expect([title(), asked.length > 0]).toEqual(['Video visit with Jordan Ellis', true]);
});
