import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as appointmentsApi from '../../src/api/appointments';
import type { Appointment } from '../../src/api/appointments';
import { clearCache } from '../../src/api/resource';
import { useUndecided } from '../../src/appointments/undecided';
import type { MergePreview, MergeSide } from '../../src/merging/calls';
import { CompareProfiles } from '../../src/merging/compare-profiles';
import { me } from '../../src/session/session';

const visitOf = (id: string): Appointment =>
  ({
    id,
    version: 3,
    status: 'booked',
    client: { id: 'c', name: `Client of ${id}` },
    participants: [],
    starts_at: '2026-01-05T15:00:00Z',
    ends_at: '2026-01-05T15:50:00Z',
    zone: 'UTC',
    local: '2026-01-05T15:00',
    location: 'office',
    service: null,
    actions: [],
  }) as unknown as Appointment;

const side = (id: string): MergeSide =>
  ({ id, version: 1, legal_name: id, email: `${id}@mail.example`, records: [] }) as unknown as MergeSide;

beforeEach(() => {
  me.value = { role: 'admin', person: { id: 'a' }, practice: { name: 'Willow', zone: 'UTC' } } as never;
  vi.spyOn(appointmentsApi, 'appointments').mockImplementation(({ cursor }) =>
    Promise.resolve(cursor ? { items: [visitOf('older')], next: null } : { items: [visitOf('newer')], next: 'c' }),
  );
});

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

function Count() {
  return <>{useUndecided().data?.length}</>;
}

test('the tasks have the past visits of all pages', async () => {
  const { container } = render(<Count />);
  await waitFor(() => expect(container.textContent).toBe('2'));
});

test('what keeps profiles from being merged can be decided there, however long ago it was', async () => {
  const complete = vi.spyOn(appointmentsApi, 'complete').mockResolvedValue(visitOf('older'));
  const preview = { client: side('c'), into: side('d'), obstacles: ['2 are undecided.'], fillable: [] };
  render(
    <CompareProfiles preview={preview as unknown as MergePreview} put={vi.fn()} onBack={vi.fn()} onClose={vi.fn()} />,
  );
  expect((await screen.findByText('Client of older')).getAttribute('href')).toBe('/admin/appointments/older');
  const query = vi.mocked(appointmentsApi.appointments).mock.calls[0]?.[0];
  expect(query).toMatchObject({ client: 'c', undecided: true });
  expect(query?.from).toBeUndefined();
  fireEvent.click(screen.getByRole('button', { name: /It took place.*Client of older/ }));
  await waitFor(() => expect(complete).toHaveBeenCalledWith('older', 3));
});
