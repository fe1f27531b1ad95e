import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import * as clients from '../../src/api/clients';
import { clearCache } from '../../src/api/resource';
import type { Client, ClientRow } from '../../src/api/types';
import { Acts } from '../../src/appointments/appointment-acts';
import { ClientPicker } from '../../src/appointments/client-picker';
import { MinutesField } from '../../src/appointments/minutes-field';
import { rememberService, usualService } from '../../src/appointments/service-field';
import RepeatField from '../../src/series/repeat-field';
import { NO_REPEAT } from '../../src/series/rule';
import { me } from '../../src/session/session';

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

const none = (): undefined => undefined;

test('the length of a service is a choice, and is chosen', () => {
  render(<MinutesField value="25" onValue={vi.fn()} error={undefined} />);
  expect(screen.getByLabelText<HTMLInputElement>('25 min').checked).toBe(true);
  expect(screen.queryByLabelText('Minutes')).toBeNull();
  fireEvent.click(screen.getByLabelText('Other'));
  expect(screen.getByLabelText<HTMLInputElement>('Minutes').value).toBe('25');
});

test('the only service is suggested, and of several the one that was booked last', () => {
  me.value = { role: 'provider', person: { id: 'chosen-last' } } as never;
  const [intake, followUp] = [{ id: 'i' }, { id: 'f' }] as never[];
  expect(usualService([intake!])).toBe(intake);
  expect(usualService([intake!, followUp!])).toBeUndefined();
  rememberService('f');
  expect(usualService([intake!, followUp!])).toBe(followUp);
});

test('clients of one name are told apart by date of birth and e-mail', async () => {
  const rows = ['1', '2', '3'].map((id) => ({ id, name: id === '3' ? 'Kim Park' : 'Lee Ray', preferred_name: null }));
  vi.spyOn(clients, 'listed').mockResolvedValue({ items: rows as unknown as ClientRow[], next: null });
  const client = vi
    .spyOn(clients, 'client')
    .mockImplementation((id) =>
      Promise.resolve({ id, date_of_birth: '1985-03-02', email: `lee${id}@mail.example` } as unknown as Client),
    );
  const choose = vi.fn();
  render(<ClientPicker onChoose={choose} error={undefined} />);
  expect(await screen.findByText('Born Mar 2, 1985, lee2@mail.example')).toBeTruthy();
  // Whose name is their own is not read.
  expect(client).not.toHaveBeenCalledWith('3');
  fireEvent.click(screen.getAllByRole('button')[1]!);
  expect(choose).toHaveBeenCalledExactlyOnceWith(rows[1]);
});

test('a client is searched for by the server, once the typing pauses', async () => {
  const listed = vi.spyOn(clients, 'listed').mockResolvedValue({ items: [], next: null });
  render(<ClientPicker onChoose={vi.fn()} error={undefined} />);
  fireEvent.input(screen.getByLabelText('Client'), { target: { value: 'kim' } });
  await waitFor(() => expect(listed).toHaveBeenCalledWith({ sort: 'name', cursor: undefined }, 'kim'));
  expect(await screen.findByText('No client matches “kim”.')).toBeTruthy();
});

test('a custom weekly repeat has its own weekday from the start, also before a client is chosen', () => {
  me.value = { practice: { zone: 'UTC' } } as never;
  const typed = { values: { repeat: { ...NO_REPEAT, kind: 'custom' as const }, skip: [] }, update: vi.fn() };
  render(<RepeatField typed={typed} error={none} once={null} start="2026-12-02T15:00:00Z" onCount={vi.fn()} />);
  const days = within(screen.getByRole('group', { name: 'On' })).getAllByRole<HTMLInputElement>('checkbox');
  expect(days.filter((each) => each.checked).map((each) => each.getAttribute('aria-label'))).toEqual(['Wednesday']);
});

test.each([
  ['provider', 'booked', 'Client has confirmed'],
  ['provider', 'requested', 'Confirm'],
  ['client', 'booked', 'I will be there'],
])('for a %s, an appointment that is %s offers “%s”', (role, status, words) => {
  me.value = { role } as never;
  const of = { id: 'a', version: 1, status, actions: ['confirm'] } as unknown as Appointment;
  render(<Acts of={of} put={vi.fn()} onDialog={vi.fn()} hasBookNext={false} />);
  expect(screen.getByRole('button').textContent).toBe(words);
});
