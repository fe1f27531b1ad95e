import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import type { Practice as Facts, Service } from '../../src/api/types';
import { clearCache } from '../../src/api/resource';
import Practice from '../../src/practice/practice';
import { clearDrafts } from '../../src/session/draft-store';
import { conflictOnce } from '../conflicts';
import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { EditService } from '../../src/practice/services';

const FEE_RULE = { full_from_percent: 80, waive_under_minutes: 15, prorate: true, waive_ours: true };
const REMINDERS = { hours: [24], quiet_from: '21:00', quiet_until: '08:00' };
const FACTS = {
  id: 'p1',
  name: 'Oak Street',
  zone: 'US/Eastern',
  currency: 'USD',
  support_contact: null,
  record_actions_by: 'admin',
  fee_rule: FEE_RULE,
  reminders: REMINDERS,
  version: 1,
} as unknown as Facts;

afterEach(() => {
  cleanup();
  clearDrafts();
  clearCache();
  vi.unstubAllGlobals();
});

const type = (label: RegExp, value: string): boolean =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });

test('settings send only what was changed, also after a colleague’s change', async () => {
  const sent = conflictOnce({ ...FACTS, support_contact: '555 0100', version: 2 }, FACTS);
  render(
    <ErrorBoundary>
      <Practice />
    </ErrorBoundary>,
  );
  await screen.findByDisplayValue('Oak Street');
  type(/^Name/, 'Elm Street');
  const [button] = screen.getAllByRole('button', { name: 'Save' });
  const save = (): boolean => fireEvent.click(button!);
  save();
  await screen.findByDisplayValue('555 0100');
  save();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent).toEqual([
    { name: 'Elm Street', version: 1 },
    { name: 'Elm Street', version: 2 },
  ]);
});

test('a fee rule keeps what a colleague changed in it', async () => {
  const fresh = { ...FACTS, fee_rule: { ...FEE_RULE, waive_under_minutes: 20 }, version: 2 };
  const sent = conflictOnce(fresh, FACTS);
  render(
    <ErrorBoundary>
      <Practice />
    </ErrorBoundary>,
  );
  await screen.findByDisplayValue('80');
  type(/^Full fee from/, '90');
  const save = (): boolean => fireEvent.click(screen.getByRole('button', { name: 'Save fee rule' }));
  save();
  await screen.findByDisplayValue('20');
  save();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toEqual({
    fee_rule: { ...FEE_RULE, full_from_percent: 90, waive_under_minutes: 20 },
    version: 2,
  });
});

test('reminders are saved as hours and quiet hours, and other hours are refused', async () => {
  const saved = { ...FACTS, reminders: { ...REMINDERS, hours: [48, 2], quiet_from: '20:00' }, version: 2 };
  const sent = conflictOnce(saved, FACTS);
  render(
    <ErrorBoundary>
      <Practice />
    </ErrorBoundary>,
  );
  await screen.findByDisplayValue('24');
  const save = (): boolean => fireEvent.click(screen.getByRole('button', { name: 'Save reminders' }));
  for (const wrong of ['0', '169', '2, 2', '1, 2, 3, 4', 'noon', '1.5']) {
    type(/^Hours before/, wrong);
    save();
    await screen.findByText(/different whole numbers from 1 to 168/);
  }
  type(/^Hours before/, '48, 2');
  type(/^No reminders from/, '20:00');
  save();
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({
    reminders: { hours: [48, 2], quiet_from: '20:00', quiet_until: '08:00' },
    version: 1,
  });
});

test('an assignment by a colleague stays beside one’s own', async () => {
  const provider = (id: string, isAssigned: boolean) => ({ id, name: `Provider ${id}`, assigned: isAssigned });
  const service = (version: number, ...assigned: boolean[]) =>
    ({
      id: 's1',
      name: 'Client Billing',
      enabled: false,
      record_payments_only: false,
      can_enable: true,
      providers: assigned.map((each, n) => provider(String.fromCharCode(97 + n), each)),
      version,
    }) as unknown as Service;
  const sent = conflictOnce(service(2, true, true, false), service(1, true, false, false));
  history.replaceState(null, '', '/admin/services/s1');
  render(
    <LocationProvider>
      <Router>{[<Route key="edit" path="/admin/services/:id" component={EditService} />]}</Router>
    </LocationProvider>,
  );
  fireEvent.click(await screen.findByLabelText('Provider c'));
  const save = (): boolean => fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  save();
  await vi.waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Provider b').checked).toBe(true));
  save();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toMatchObject({ provider_ids: ['a', 'b', 'c'], version: 2 });
});
