import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import type { Client } from '../../src/api/types';
import { ClientInfo } from '../../src/clients/client-info';
import { clearDrafts } from '../../src/session/draft-store';
import { conflictOnce, renderOver } from '../conflicts';

const AVERY = {
  id: 'c1',
  legal_name: 'Avery Stone',
  email: 'avery@mail.example',
  preferred_name: null,
  phone: '555 010 1111',
  date_of_birth: null,
  pronouns: null,
  address: '1 Main St',
  zone: 'US/Eastern',
  emergency_contact: null,
  emergency_name: null,
  emergency_relation: null,
  emergency_phone: null,
  insurance: null,
  providers: [],
  covers: [],
  status: 'active',
  version: 1,
} as unknown as Client;
const MOVED = { ...AVERY, address: '2 Oak St', pronouns: 'they/them', version: 2 };

const type = (label: RegExp, value: string): boolean =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));

afterEach(() => {
  cleanup();
  clearDrafts();
  vi.unstubAllGlobals();
});

test('an edit sends only what was changed, and never undoes a colleague’s change', async () => {
  const sent = conflictOnce(MOVED);
  renderOver(AVERY, (client, put) => <ClientInfo client={client} put={put} />);
  press('Edit');
  type(/^Phone/, ' 555 010 2222 ');
  press('Save');
  await screen.findByText('Somebody changed this in the meantime.');
  expect(screen.getByLabelText<HTMLTextAreaElement>(/^Address/).value).toBe('2 Oak St');
  press('Save');
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent).toEqual([
    { phone: '555 010 2222', version: 1 },
    { phone: '555 010 2222', version: 2 },
  ]);
});

test('an emptied field is cleared', async () => {
  const sent = conflictOnce(MOVED);
  renderOver(AVERY, (client, put) => <ClientInfo client={client} put={put} />);
  press('Edit');
  type(/^Phone/, ' ');
  press('Save');
  await vi.waitFor(() => expect(sent).toEqual([{ phone: null, version: 1 }]));
});

test('a draft that is opened again shows what was typed, and a colleague’s change beside it', () => {
  const { unmount } = render(<ClientInfo client={AVERY} put={vi.fn()} />);
  press('Edit');
  type(/^Phone/, '555 010 2222');
  unmount();
  render(<ClientInfo client={MOVED} put={vi.fn()} />);
  press('Edit');
  expect(screen.getByLabelText<HTMLInputElement>(/^Phone/).value).toBe('555 010 2222');
  expect(screen.getByLabelText<HTMLTextAreaElement>(/^Address/).value).toBe('2 Oak St');
});
