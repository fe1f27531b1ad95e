import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as appointmentsApi from '../../src/api/appointments';
import type { Appointment } from '../../src/api/appointments';
import * as clientsApi from '../../src/api/clients';
import { clearCache } from '../../src/api/resource';
import type { Client } from '../../src/api/types';
import ChangeProvider from '../../src/appointments/handover-dialog';
import HandedOverVisits from '../../src/appointments/handover-visits';
import { me } from '../../src/session/session';

const SAM = { id: 'sam', name: 'Sam Rivera' };
const KIM = { id: 'kim', name: 'Kim Park' };
const PAT = { id: 'pat', name: 'Pat Long' };

function visitOf(name: string, starts_at: string): Appointment {
  return {
    id: name,
    version: 1,
    status: 'booked',
    client: { id: 'c1', name },
    provider_ids: [SAM.id],
    participants: [{ seat: 's', role: 'provider', name: SAM.name, me: false }],
    location: 'phone',
    starts_at,
    ends_at: new Date(Date.parse(starts_at) + 3_000_000).toISOString(),
    // Booked in a zone in which it is another day.
    zone: 'UTC',
    local: starts_at.slice(0, 16),
    actions: ['hand_over'],
  } as unknown as Appointment;
}

let visits: Appointment[];

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = vi.fn();
  me.value = { role: 'admin', person: { id: 'a' }, practice: { zone: 'America/New_York' } } as never;
  vi.spyOn(appointmentsApi, 'appointments').mockImplementation(() => Promise.resolve({ items: visits, next: null }));
});

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

const show = (period?: { since: string; until: string }) =>
  render(<HandedOverVisits from={SAM} to={KIM} period={period} onClose={vi.fn()} />);

test('the days of a cover are those of the practice, in whichever zone a visit was booked', async () => {
  visits = [
    visitOf('Evening before', '2196-12-01T02:00:00Z'),
    visitOf('First day', '2196-12-01T15:00:00Z'),
    visitOf('Last evening', '2196-12-03T02:00:00Z'),
    visitOf('Day after', '2196-12-03T15:00:00Z'),
  ];
  show({ since: '2196-12-01', until: '2196-12-02' });
  expect(await screen.findByText('First day')).toBeTruthy();
  expect(screen.getByText('Last evening')).toBeTruthy();
  // Each says where it takes place.
  expect(screen.getAllByText('Phone')).toHaveLength(2);
  expect(screen.queryByText('Evening before')).toBeNull();
  expect(screen.queryByText('Day after')).toBeNull();
});

test('a second handover lists what is left then, not what the first one listed', async () => {
  visits = [visitOf('Avery', '2196-12-01T15:00:00Z'), visitOf('Morgan', '2196-12-01T16:00:00Z')];
  show();
  expect(await screen.findByText('Avery')).toBeTruthy();
  cleanup();
  visits = visits.slice(1);
  show();
  expect(screen.queryByText('Avery')).toBeNull();
  expect(await screen.findByText('Morgan')).toBeTruthy();
});

test('a visit can be handed to the other providers of its client, and to who stands in at its time', async () => {
  const [visit] = [visitOf('Avery', '2196-12-01T15:00:00Z')];
  const cover = (provider: typeof KIM, since: string, until: string) => ({ provider, since, until });
  vi.spyOn(clientsApi, 'client').mockResolvedValue({
    id: 'c1',
    providers: [SAM],
    covers: [
      cover(KIM, '2196-12-01T05:00:00Z', '2196-12-02T05:00:00Z'),
      cover(PAT, '2196-12-02T05:00:00Z', '2196-12-03T05:00:00Z'),
    ],
  } as unknown as Client);
  const change = vi.spyOn(appointmentsApi, 'changeProvider').mockResolvedValue(visit);
  render(<ChangeProvider appointment={visit} put={vi.fn()} onClose={vi.fn()} />);
  await screen.findByText(KIM.name);
  const field = screen.getByLabelText<HTMLSelectElement>('New provider');
  expect([...field.options].map((each) => each.text)).toEqual(['Choose a provider', KIM.name]);
  fireEvent.change(field, { target: { value: KIM.id } });
  fireEvent.click(screen.getByText('Hand over'));
  await waitFor(() => expect(change.mock.calls[0]?.[1]).toMatchObject({ from: SAM.id, to: KIM.id }));
});
