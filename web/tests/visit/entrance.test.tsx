import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { LocationProvider, Route, Router } from 'preact-iso';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import type { Appointment } from '../../src/api/appointments';
import { clearCache } from '../../src/api/resource';
import { Entrance } from '../../src/visit/entrance';
import Room from '../../src/visit/room';
import type { CallHttp } from '../../src/visit/types';
import { dayAndTime } from '../../src/visit/visit-words';
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
  clearCache();
  vi.restoreAllMocks();
  history.replaceState(null, '', '/');
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
  ['at the office', { location: 'office' }, 'This visit is at the office'],
  ['by phone', { location: 'phone' }, 'This visit is by phone'],
  ['cancelled, at the office', { status: 'cancelled', location: 'office' }, 'This appointment was cancelled'],
  ['over, by phone', { closes_at: '2026-11-24T19:59:00Z', location: 'phone' }, 'This visit is over'],
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

describe('while the room is not open', () => {
  const MOVED: Partial<Appointment> = {
    starts_at: '2026-11-24T22:00:00Z',
    ends_at: '2026-11-24T22:50:00Z',
    opens_at: '2026-11-24T21:00:00Z',
    closes_at: '2026-11-25T00:50:00Z',
    local: '2026-11-24T17:00',
  };
  let stored: Appointment;
  let reads: number;

  beforeEach(async () => {
    vi.setSystemTime(Date.parse(APPOINTMENT.opens_at) - 10 * 60_000);
    stored = APPOINTMENT;
    reads = 0;
    vi.stubGlobal('fetch', async () => {
      reads += 1;
      return Response.json(stored);
    });
    history.replaceState(null, '', `/room/${APPOINTMENT.id}`);
    render(
      <LocationProvider>
        <Router>{[<Route key="room" path="/room/:id" component={Room} />]}</Router>
      </LocationProvider>,
    );
    await vi.advanceTimersByTimeAsync(100);
    expect(title()).toBe('The room is not open yet');
  });

  test('a moved appointment shows its new time within about a minute', async () => {
    expect(screen.getByRole('status').textContent).toContain(dayAndTime(APPOINTMENT.opens_at));
    stored = { ...APPOINTMENT, ...MOVED };
    await vi.advanceTimersByTimeAsync(61_000);
    expect(screen.getByRole('status').textContent).toContain(dayAndTime('2026-11-24T21:00:00Z'));
    await vi.advanceTimersByTimeAsync(20 * 60_000);
    expect([title(), asked]).toEqual(['The room is not open yet', []]);
  });

  test('a cancelled appointment says so, and is not read again', async () => {
    stored = { ...APPOINTMENT, status: 'cancelled' };
    await vi.advanceTimersByTimeAsync(61_000);
    expect(title()).toBe('This appointment was cancelled');
    const before = reads;
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(reads).toBe(before);
  });

  test('a page that nobody sees reads nothing until somebody returns to it', async () => {
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const before = reads;
    stored = { ...APPOINTMENT, ...MOVED };
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(reads).toBe(before);
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(10);
    expect(screen.getByRole('status').textContent).toContain(dayAndTime('2026-11-24T21:00:00Z'));
  });

  test('an appointment that was moved unseen is read again when the server does not open the room', async () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    stored = { ...APPOINTMENT, ...MOVED };
    const notOpen = { error: 'Conflict', message: 'The room is not open yet.', fields: {} };
    vi.stubGlobal('fetch', async ({ method }: Request) =>
      method === 'GET' ? Response.json(stored) : Response.json(notOpen, { status: 409 }),
    );
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    expect([title(), asked]).toEqual(['The room is not open yet', []]);
    expect(screen.getByRole('status').textContent).toContain(dayAndTime('2026-11-24T21:00:00Z'));
  });
});
