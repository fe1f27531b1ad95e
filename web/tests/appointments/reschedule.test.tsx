import { cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import { Reschedule } from '../../src/appointments/appointment-dialogs';
import { setZoneOffsets } from '../../src/kernel/time-zones';
import { clearDrafts } from '../../src/session/draft-store';
import { conflictOnce, renderOver } from '../conflicts';

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
  reason: null,
  service: null,
  buffer_before: 0,
  buffer_after: 0,
  overlaps: [],
} as unknown as Appointment;
const MOVED: Appointment = {
  ...BOOKED,
  version: 2,
  starts_at: '2196-11-25T19:00:00Z',
  ends_at: '2196-11-25T19:50:00Z',
  local: '2196-11-25T14:00',
};

let sent: Record<string, unknown>[] = [];

beforeEach(() => {
  setZoneOffsets('America/Bogota', [{ since: 0, minutes: -300 }]);
  HTMLDialogElement.prototype.showModal = vi.fn();
  sent = conflictOnce(MOVED);
  renderOver(BOOKED, (appointment, put) => <Reschedule appointment={appointment} put={put} onClose={vi.fn()} />);
});

afterEach(() => {
  cleanup();
  clearDrafts();
  vi.unstubAllGlobals();
});

const send = (): boolean => fireEvent.click(screen.getByText('Reschedule', { selector: 'button' }));
const type = (label: RegExp, value: string): boolean =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
const valueOf = (label: RegExp): string => screen.getByLabelText<HTMLInputElement>(label).value;

test('a new length does not move an appointment back that a colleague has moved', async () => {
  fireEvent.click(screen.getByLabelText('30 min'));
  send();
  await screen.findByText('Somebody changed this in the meantime.');
  expect([valueOf(/^Date/), valueOf(/^Time$/)]).toEqual(['2196-11-25', '14:00']);
  send();
  await vi.waitFor(() => expect(sent.filter((body) => 'version' in body)).toHaveLength(2));
  expect(sent.filter((body) => 'version' in body).at(-1)).toEqual({ minutes: 30, version: 2 });
});

test('a typed day stays with its time, whatever a colleague chose', async () => {
  type(/^Date/, '2196-11-26');
  send();
  await screen.findByText('Somebody changed this in the meantime.');
  expect([valueOf(/^Date/), valueOf(/^Time$/)]).toEqual(['2196-11-26', '10:00']);
});
