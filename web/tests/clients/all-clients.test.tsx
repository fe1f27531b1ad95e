import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import AllClients from '../../src/clients/all-clients';
import { clearSearches } from '../../src/ui/search';

const SAM = { id: 'sam', name: 'Sam Rivera' };
const KIM = { id: 'kim', name: 'Kim Park' };
const row = (id: string, name: string, providers: (typeof SAM)[]) => ({
  id,
  name,
  preferred_name: null,
  status: 'active',
  balance: { minor: 0, currency: 'USD' },
  unpaid: 0,
  version: 3,
  providers,
});

let pages: Record<string, unknown> = {};
let sent: string[] = [];
let read: string[] = [];
let refusal: unknown;

beforeEach(() => {
  refusal = undefined;
  sent = [];
  read = [];
  pages = {
    '/api/clients?sort=name': { items: [row('c1', 'Avery Stone', [SAM]), row('c2', 'Riley Chen', [])], next: null },
    '/api/clients?sort=name&unassigned=true': { items: [], next: 'more' },
    '/api/clients?sort=name&unassigned=true&cursor=more': { items: [row('c2', 'Riley Chen', [])], next: null },
    '/api/services/client-billing': { providers: [KIM, SAM] },
  };
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const isChange = request.method === 'PATCH';
    if (isChange) sent.push(await request.text());
    else read.push(pathname);
    const status = isChange && refusal ? 409 : 200;
    const body = (isChange && refusal) || pages[pathname + search];
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
});

afterEach(() => {
  cleanup();
  clearCache();
  clearSearches();
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
});

function open(path = '/admin/clients'): void {
  history.replaceState(null, '', path);
  render(
    <LocationProvider>
      <AllClients />
    </LocationProvider>,
  );
}

test('each client has the names of the providers, or says that there is nobody', async () => {
  open();
  const rows = await screen.findAllByRole('row');
  expect(rows.map((each) => each.textContent)).toEqual([
    'NameAccountAssigned toBalance',
    expect.stringContaining('Sam Rivera'),
    expect.stringContaining('Nobody'),
  ]);
});

test('the filter for nobody reads on until a client fits', async () => {
  open('/admin/clients?provider=nobody');
  expect(await screen.findByText('Riley Chen')).toBeTruthy();
  expect(screen.queryByText('There is no client without a provider.')).toBeNull();
});

test('an assignment is saved with all chosen providers, and says who loses the client', async () => {
  open();
  fireEvent.click(await screen.findByRole('button', { name: 'Assign Avery Stone' }));
  fireEvent.click(await screen.findByLabelText('Kim Park'));
  fireEvent.click(screen.getByLabelText('Sam Rivera'));
  expect(screen.getByText(/Sam Rivera will no longer see this client/)).toBeTruthy();
  fireEvent.click(screen.getByText('Save'));
  await vi.waitFor(() => expect(sent).toEqual([JSON.stringify({ provider_ids: ['kim'], version: 3 })]));
  // The list has all that is needed, so no profile was read.
  expect(read).not.toContain('/api/clients/c1');
});

test('a conflict shows who is assigned now, keeps the choice, and can be saved again', async () => {
  refusal = {
    error: 'Conflict',
    message: 'Changed',
    fresh: { id: 'c1', legal_name: 'Avery Stone', version: 4, providers: [] },
  };
  open();
  fireEvent.click(await screen.findByRole('button', { name: 'Assign Avery Stone' }));
  fireEvent.click(await screen.findByLabelText('Kim Park'));
  fireEvent.click(screen.getByText('Save'));
  expect(await screen.findByText('Now assigned: nobody.')).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('Kim Park').checked).toBe(true);
  refusal = undefined;
  fireEvent.click(screen.getByText('Save'));
  await vi.waitFor(() => expect(JSON.parse(sent[1] ?? '{}')).toMatchObject({ version: 4 }));
});
