import { cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import type { Me } from '../../src/api/types';
import type { BookableService } from '../../src/api/booking';
import { Cancel } from '../../src/appointments/appointment-dialogs';
import { prefillOf } from '../../src/appointments/fee-proposal';
import { cancelByLine, noticeWords } from '../../src/appointments/late-cancellation';
import { stateOf } from '../../src/appointments/state-pill';
import { clearDrafts } from '../../src/session/draft-store';
import { me } from '../../src/session/session';
import { conflictOnce, renderOver } from '../conflicts';

const DUE = '2196-11-23T15:00:00Z';
const BOOKED = {
  id: 'a1',
  version: 1,
  status: 'booked',
  late: false,
  late_after: DUE,
  client: { id: 'c1', name: 'Dana Wells' },
  participants: [],
  starts_at: '2196-11-24T15:00:00Z',
  ends_at: '2196-11-24T15:50:00Z',
  local: '2196-11-24T15:00',
  zone: 'UTC',
  minutes: 50,
  actions: ['cancel'],
  reason: null,
  service: null,
  series: null,
} as unknown as Appointment;
const SENTENCE = /Cancellations after .*Nov 23, 2196, .* are late\. Your practice may charge for them\./;
const ALL_LATE = 'Any cancellation is late. Your practice may charge for it.';

let sent: Record<string, unknown>[] = [];

function open(role: Me['role'], now: number, fresh: Appointment = BOOKED): void {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  me.value = { role, practice: { zone: 'UTC', name: 'Oak Street' } } as Me;
  sent = conflictOnce(fresh);
  renderOver(BOOKED, (appointment, put) => <Cancel appointment={appointment} put={put} onClose={vi.fn()} />);
}

const send = (): boolean => fireEvent.click(screen.getByText('Cancel appointment', { selector: 'button' }));
const words = (): string => screen.getByRole('dialog', { hidden: true }).textContent.replaceAll(' ', ' ');

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = vi.fn();
});

afterEach(() => {
  cleanup();
  clearDrafts();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  me.value = undefined;
});

test('a client reads until when they cancel in time, and sends no consent before', async () => {
  open('client', Date.parse(DUE));
  expect(words()).toMatch(SENTENCE);
  expect(words()).not.toContain('This is a late cancellation.');
  send();
  await vi.waitFor(() => expect(sent).toEqual([{ version: 1, reason: null, status: 'cancelled' }]));
});

test('a client who cancels late is told before they confirm, and the server learns that they were', async () => {
  open('client', Date.parse(DUE) + 1);
  expect(words()).toContain('This is a late cancellation.');
  expect(words()).toMatch(SENTENCE);
  send();
  await vi.waitFor(() => expect(sent).toMatchObject([{ allow_late: true }]));
});

test('whoever confirms what they read before the time is asked again, with the new words', async () => {
  open('client', Date.parse(DUE));
  vi.setSystemTime(Date.parse(DUE) + 1000);
  send();
  await screen.findByText('Somebody changed this in the meantime.');
  expect(sent[0]).not.toHaveProperty('allow_late');
  expect(words()).toContain('This is a late cancellation.');
  send();
  await vi.waitFor(() => expect(sent[1]).toMatchObject({ allow_late: true }));
});

test('staff read nothing of it, because they never cancel late', () => {
  open('provider', Date.parse(DUE) + 1);
  expect(words()).not.toMatch(SENTENCE);
  expect(words()).not.toContain('late');
});

test('the page says until when to cancel, only to the client who can, and in the past that it is late', () => {
  const line = (role: Me['role'], now: number, change: Partial<Appointment> = {}) => {
    me.value = { role } as Me;
    return cancelByLine({ ...BOOKED, ...change }, now);
  };
  const due = Date.parse(DUE);
  expect(line('client', due)).toEqual(['Cancel by', expect.stringContaining('Nov 23, 2196')]);
  expect(line('client', due + 1)).toEqual(['Cancellation', ALL_LATE]);
  expect(line('client', due, { actions: [] })[1]).toBeNull();
  expect(line('client', due, { late_after: null })[1]).toBeNull();
  expect(line('provider', due)[1]).toBeNull();
});

test('who books reads when cancellations become late, of a request only once it is confirmed', () => {
  const service = { notice_period: 24 * 60, bookable: 'online' } as BookableService;
  vi.useFakeTimers({ now: Date.parse(DUE), toFake: ['Date'] });
  expect(noticeWords(service, BOOKED.starts_at)).toMatch(SENTENCE);
  expect(noticeWords({ ...service, notice_period: 0 }, BOOKED.starts_at)).toBe('');
  expect(noticeWords({ ...service, bookable: 'request' }, BOOKED.starts_at)).toMatch(/^Once it is confirmed: Canc/);
  vi.setSystemTime(Date.parse(DUE) + 1000);
  expect(noticeWords(service, BOOKED.starts_at)).toBe(ALL_LATE);
  // When the practice confirms it, no cancellation will be late.
  expect(noticeWords({ ...service, bookable: 'request' }, BOOKED.starts_at)).toBe('');
});

test('a late cancellation says so in lists, and its invoice names it', () => {
  const off: Appointment = { ...BOOKED, status: 'cancelled', late: true };
  expect(stateOf({ ...off, late: false }, 0)).toMatchObject({ words: 'Cancelled', tone: 'quiet' });
  expect(stateOf(off, 0)).toMatchObject({ words: 'Cancelled late', tone: 'amber' });
  const fee = { proposal: 'waived', minutes: 0, booked_minutes: 50, share: 0, why: '' } as const;
  expect(prefillOf(off, fee)).toMatchObject({
    description: 'Late cancellation of the visit on Nov 24, 2196',
    share: 100,
  });
});
