import { cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import { Reschedule } from '../../src/appointments/appointment-dialogs';
import { setZoneOffsets } from '../../src/kernel/time-zones';
import { clearDrafts } from '../../src/session/draft-store';
import { renderOver } from '../conflicts';

const BOOKED = {
  id: 'a1',
  version: 1,
  status: 'booked',
  client: { id: 'c1', name: 'Dana Wells' },
  participants: [],
  starts_at: '2196-11-24T15:00:00Z',
  ends_at: '2196-11-24T15:50:00Z',
  local: '2196-11-24T10:00',
  zone: 'America/Bogota',
  minutes: 50,
  actions: ['reschedule'],
  overlaps: [],
} as unknown as Appointment;
const FREE = [{ starts_at: '2196-11-24T17:00:00Z', local: '2196-11-24T12:00' }];
const TAKEN = { error: 'SlotTaken', message: 'This time is taken.', fields: {}, free: FREE };

const OTHER = {
  provider_id: 'p',
  client_id: null,
  me: true,
  starts_at: '2196-11-24T16:00:00Z',
  ends_at: '2196-11-24T16:50:00Z',
  appointment_id: 'a2',
};

let sent: Record<string, unknown>[] = [];

/** Answers a move into a taken time as the server does, unless it may overlap. */
async function answer(request: Request): Promise<Response> {
  if (request.url.endsWith('/appointments/overlaps')) return Response.json({ items: [OTHER] });
  if (request.method !== 'PATCH')
    return Response.json({ ...BOOKED, id: 'a2', client: { id: 'c2', name: 'Robin Hale' } });
  const body = (await request.json()) as Record<string, unknown>;
  sent.push(body);
  const isTaken = !body['allow_overlap'] && body['starts_at'] !== '2196-11-24T12:00:00-05:00';
  return isTaken ? Response.json(TAKEN, { status: 409 }) : Response.json({ ...BOOKED, version: 2 });
}

beforeEach(() => {
  sent = [];
  setZoneOffsets('America/Bogota', [{ since: 0, minutes: -300 }]);
  HTMLDialogElement.prototype.showModal = vi.fn();
  vi.stubGlobal('fetch', vi.fn(answer));
  renderOver(BOOKED, (appointment, put) => <Reschedule appointment={appointment} put={put} onClose={vi.fn()} />);
  fireEvent.input(screen.getByLabelText(/^Time$/), { target: { value: '11:00' } });
  fireEvent.click(screen.getByText('Reschedule', { selector: 'button' }));
});

afterEach(() => {
  cleanup();
  clearDrafts();
  vi.unstubAllGlobals();
});

test('a taken time offers the next free ones, and one of them can be sent', async () => {
  fireEvent.click(await screen.findByText(/^Nov 24, 12:00/));
  expect(screen.getByLabelText<HTMLInputElement>(/^Time$/).value).toBe('12:00');
  await vi.waitFor(() => expect(screen.queryByText('Move anyway')).toBeNull());
  fireEvent.click(screen.getByText('Reschedule', { selector: 'button' }));
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toEqual({ starts_at: '2196-11-24T12:00:00-05:00', version: 1 });
});

test('a taken time can be taken knowingly', async () => {
  fireEvent.click(await screen.findByText('Move anyway'));
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toEqual({ starts_at: '2196-11-24T11:00:00-05:00', version: 1, allow_overlap: true });
});

test('the Enter key does not take a taken time', async () => {
  const anyway = await screen.findByText<HTMLButtonElement>('Move anyway');
  expect(anyway.className).toBe('primary');
  expect(anyway.form?.querySelector('button:not([type=button])')).toBeNull();
});

test('one message says that the time is taken, and by whose appointment', async () => {
  await screen.findByText('Move anyway');
  await screen.findByText(/You have another appointment, with Robin Hale,/);
  expect(screen.getAllByText(/taken/)).toHaveLength(1);
  expect(document.activeElement?.textContent).toContain('The next free times:');
});
