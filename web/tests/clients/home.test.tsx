import { cleanup, render, screen } from '@testing-library/preact';
import { LocationProvider, Route, Router } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchAttention } from '../../src/api/attention';
import { clearCache } from '../../src/api/resource';
import Home from '../../src/clients/home';
import { me } from '../../src/session/session';

let unread: string[];
let documents: unknown[];
let paths: string[];
let stop: () => void;

function answer(request: Request): Response {
  const path = new URL(request.url).pathname.replace('/api', '');
  paths.push(path);
  if (path === '/threads/attention') {
    const items = unread.map((id) => ({ thread_id: id, client_id: 'c1', since: '2026-11-24T15:00:00Z' }));
    return Response.json({ items, more: false });
  }
  return Response.json({ items: path.endsWith('/documents') ? documents : [], next: null });
}

beforeEach(() => {
  [unread, documents, paths] = [[], [], []];
  me.value = {
    role: 'client',
    client_id: 'c1',
    person: { name: 'Avery Stone' },
    practice: { zone: 'UTC', name: 'Willow Creek' },
  } as never;
  vi.stubGlobal('fetch', async (request: Request) => Promise.resolve(answer(request)));
});

afterEach(() => {
  stop();
  cleanup();
  clearCache();
  me.value = null;
  vi.unstubAllGlobals();
});

function show() {
  stop = watchAttention();
  render(
    <LocationProvider>
      <Router>{[<Route key="home" default component={Home} />]}</Router>
    </LocationProvider>,
  );
}

test('one new message leads to its thread', async () => {
  unread = ['t1'];
  show();
  const link = await screen.findByRole('link', { name: '1 new message' });
  expect(link.getAttribute('href')).toBe('/client/messages/t1');
});

test('several new messages lead to the list', async () => {
  unread = ['t1', 't2'];
  show();
  const link = await screen.findByRole('link', { name: '2 new messages' });
  expect(link.getAttribute('href')).toBe('/client/messages');
});

test('an empty home says what each card is for, and asks for nothing twice', async () => {
  show();
  expect(await screen.findByText(/No new messages/)).toBeTruthy();
  expect(await screen.findByText(/None ahead/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Book a visit' }).getAttribute('href')).toBe('/client/book');
  expect(screen.getByText(/Nothing to sign/)).toBeTruthy();
  expect(screen.getByText(/You owe nothing/)).toBeTruthy();
  const read = [...paths].filter((path) => path !== '/inbox/ticket').sort();
  expect(read).toEqual(['/appointments', '/clients/c1/documents', '/invoices', '/threads/attention']);
});

test('a document to sign stands above the shared notes', async () => {
  documents = [{ id: 'd1', name: 'Consent', status: 'to_sign', versions: [], due_on: null }];
  show();
  const link = await screen.findByRole('link', { name: 'Consent' });
  expect(link.getAttribute('href')).toBe('/client/documents/d1');
  const titles = screen.getAllByRole('heading', { level: 2 }).map((each) => each.textContent);
  expect(titles.indexOf('Documents for you')).toBeLessThan(titles.indexOf('Notes'));
});
