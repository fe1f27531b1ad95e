import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import * as clientsApi from '../../src/api/clients';
import { clearCache } from '../../src/api/resource';
import type { Client, ClientRow } from '../../src/api/types';
import { ChooseProfile } from '../../src/merging/choose-profile';

const rowOf = (id: string, name = 'Avery Stone'): ClientRow =>
  ({ id, name, preferred_name: '', providers: [], merged: false, version: 1 }) as unknown as ClientRow;

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
});

test('clients of one name are told apart, and further pages are listed on request', async () => {
  vi.spyOn(clientsApi, 'listed').mockImplementation(({ cursor }) =>
    Promise.resolve(
      cursor ? { items: [rowOf('c3', 'Kim Stone')], next: null } : { items: [rowOf('c1'), rowOf('c2')], next: 'c' },
    ),
  );
  vi.spyOn(clientsApi, 'client').mockImplementation((id) =>
    Promise.resolve({ id, date_of_birth: '1990-01-02', email: `${id}@mail.example` } as unknown as Client),
  );
  const client = { id: 'c1', legal_name: 'Avery Stone' } as unknown as Client;
  render(<ChooseProfile client={client} onChosen={vi.fn()} onClose={vi.fn()} />);
  expect(await screen.findByText('Born Jan 2, 1990, c2@mail.example')).toBeTruthy();
  expect(screen.queryByText(/c1@mail/)).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Show 50 more' }));
  expect(await screen.findByText('Kim Stone')).toBeTruthy();
});
