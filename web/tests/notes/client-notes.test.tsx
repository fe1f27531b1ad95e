import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import type { Client } from '../../src/api/types';
import ClientNotes from '../../src/notes/client-notes';

const CLIENT = { id: 'c1', legal_name: 'Avery Stone', providers: [] } as unknown as Client;
const DRAFT = { text: 'Sleeps well.', level: 'practice', psychotherapy: false, version: 1, saved_at: null };

const OTHER = { ...DRAFT, text: 'Sleeps badly.', version: 2 };

let drafts: number;
let discarded: string[];

beforeEach(() => {
  drafts = 0;
  discarded = [];
  HTMLDialogElement.prototype.showModal = vi.fn();
  vi.stubGlobal('fetch', ({ url, method }: Request) => {
    const isDraft = url.includes('/note-draft');
    if (method === 'DELETE') {
      discarded.push(new URL(url).search);
      return Promise.resolve(Response.json({ error: 'Conflict', message: 'Changed.', fresh: OTHER }, { status: 409 }));
    }
    if (isDraft) drafts += 1;
    return Promise.resolve(Response.json(isDraft ? DRAFT : { items: [], next: null, readers: [] }));
  });
});

afterEach(() => {
  cleanup();
  clearCache();
  history.replaceState(null, '', '/');
  vi.unstubAllGlobals();
});

test('an address that opens the panel loads the draft once, and once more when the panel is closed', async () => {
  history.replaceState(null, '', '/provider/clients/c1?write');
  render(
    <LocationProvider>
      <ClientNotes client={CLIENT} />
    </LocationProvider>,
  );
  expect((await screen.findByLabelText<HTMLTextAreaElement>('Note')).value).toBe('Sleeps well.');
  expect(drafts).toBe(1);
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(await screen.findByText(/You have a draft/)).toBeTruthy();
  await waitFor(() => expect(drafts).toBe(2));
});

test('a draft of another tab is not discarded but shown', async () => {
  history.replaceState(null, '', '/provider/clients/c1?write');
  render(
    <LocationProvider>
      <ClientNotes client={CLIENT} />
    </LocationProvider>,
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Discard draft' }));
  const dialog = await screen.findByRole('dialog', { hidden: true });
  fireEvent.click(within(dialog).getByText('Discard draft'));
  expect(await screen.findByText(/Sleeps badly\./)).toBeTruthy();
  expect(screen.queryByRole('dialog', { hidden: true })).toBeNull();
  expect(discarded).toEqual(['?version=1']);
});
