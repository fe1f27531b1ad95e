import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import type { Me } from '../../src/api/types';
import { ComposeInvoice } from '../../src/billing/compose-invoice';
import { clearDrafts } from '../../src/session/draft-store';
import { me } from '../../src/session/session';

const NO_ACCOUNT = /has no account yet/;

afterEach(() => {
  cleanup();
  clearDrafts();
  clearCache();
  vi.unstubAllGlobals();
  me.value = undefined;
});

async function compose(status: string, byCard: boolean): Promise<void> {
  const json = { headers: { 'Content-Type': 'application/json' } };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ id: 'c1', status, due_days: 14 }), json)));
  me.value = { role: 'provider', practice: { currency: 'USD' }, client_billing: { by_card: byCard } } as Me;
  render(<ComposeInvoice client={{ id: 'c1', name: 'Avery Stone' }} onClose={vi.fn()} onDone={vi.fn()} />);
  await screen.findByText(/14 days/);
}

test.each(['not_invited', 'invited'])(
  'an invoice for a client without an account comes with a warning: %s',
  async (status) => {
    await compose(status, true);
    expect(await screen.findByText(NO_ACCOUNT)).toBeTruthy();
  },
);

test('a client with an account signs in to pay', async () => {
  await compose('active', true);
  expect(screen.getByText(/signs in to pay/)).toBeTruthy();
  expect(screen.queryByText(NO_ACCOUNT)).toBeNull();
});

test('without a processor nobody reads that the client pays here', async () => {
  await compose('active', false);
  expect(screen.queryByText(/signs in to pay/)).toBeNull();
  expect(screen.getByText(/you record it/)).toBeTruthy();
});
