import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import AllClients from '../../src/clients/all-clients';
import ContactRequests from '../../src/messages/contact-requests';
import { clearDrafts } from '../../src/session/draft-store';

const NORA = {
  id: 'r1',
  at: '2026-11-24T12:00:00Z',
  name: 'Nora New',
  email: 'nora@mail.example',
  phone: '',
  text: 'Do you see new clients?',
  state: 'waiting',
  done_by: null,
  reason: '',
};

let waiting: object[];
let sent: string[];
let isDone: boolean;
let known: object[];

function answer({ method, url }: Request): Response {
  const { pathname } = new URL(url);
  const isSearch = pathname === '/api/clients/search';
  if (method === 'POST' && !isSearch) sent.push(pathname);
  const json = (body: object, status = 200): Response =>
    new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  if (pathname.endsWith('/done'))
    return isDone ? json({ error: 'Conflict', message: 'A colleague dealt with it.' }, 409) : json(NORA);
  if (pathname === '/api/contact-requests/r1') return json(NORA);
  if (pathname === '/api/contact-requests') return json({ items: waiting, next: null, receives: true });
  if (method === 'POST' && !isSearch) return json({ id: 'c9' }, 201);
  return json({ items: isSearch ? known : [], next: null, providers: [] });
}

beforeEach(() => {
  [waiting, sent, isDone, known] = [[NORA], [], false, []];
  vi.stubGlobal('fetch', async (request: Request) => answer(request));
  HTMLDialogElement.prototype.showModal = vi.fn();
});

afterEach(() => {
  cleanup();
  clearCache();
  clearDrafts();
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
});

function open(): void {
  render(
    <LocationProvider>
      <ContactRequests />
    </LocationProvider>,
  );
}

function openClients(search = location.search): void {
  cleanup();
  history.replaceState(null, '', `/admin/clients${search}`);
  render(
    <LocationProvider>
      <AllClients />
    </LocationProvider>,
  );
}

const legalName = (): HTMLInputElement => screen.getByLabelText('Legal name');
const filledName = async (): Promise<string> => (await screen.findByLabelText<HTMLInputElement>('Legal name')).value;
const button = (name: string): HTMLElement => screen.getByRole('button', { name, hidden: true });

async function addFromRequest(): Promise<void> {
  open();
  fireEvent.click(await screen.findByRole('button', { name: 'New client' }));
  openClients();
}

test('the address opens a mail, and the request waits until somebody marks it as responded', async () => {
  open();
  const address = await screen.findByRole<HTMLAnchorElement>('link', { name: NORA.email });
  expect(decodeURIComponent(address.href)).toBe('mailto:nora@mail.example');
  fireEvent.click(address);
  expect(sent).toEqual([]);
  fireEvent.click(button('Mark as responded'));
  await waitFor(() => expect(sent).toEqual(['/api/contact-requests/r1/done']));
});

test('if a colleague was faster, the list is loaded again', async () => {
  open();
  const respond = await screen.findByRole('button', { name: 'Mark as responded' });
  [isDone, waiting] = [true, [{ ...NORA, state: 'responded', done_by: 'Sam Rivera' }]];
  fireEvent.click(respond);
  expect(await screen.findByText('Sam Rivera dealt with this.')).toBeTruthy();
});

test('a client who is added after a request was given up does not close it', async () => {
  await addFromRequest();
  expect(location.search).toBe('?new=r1');
  expect(await filledName()).toBe('Nora New');
  fireEvent.click(button('Cancel'));
  expect(location.search).toBe('');
  fireEvent.click(button('New client'));
  expect(await filledName()).toBe('');
  fireEvent.input(legalName(), { target: { value: 'Avery Stone' } });
  fireEvent.input(screen.getByLabelText('E-mail'), { target: { value: 'avery@mail.example' } });
  fireEvent.click(button('Save client'));
  await waitFor(() => expect(sent).toEqual(['/api/clients']));
});

test('a client who is added from a request closes it, and what was typed by hand is kept', async () => {
  openClients('?new');
  await filledName();
  fireEvent.input(legalName(), { target: { value: 'Avery Stone' } });
  cleanup();
  await addFromRequest();
  expect(await filledName()).toBe('Nora New');
  fireEvent.click(button('Save client'));
  await waitFor(() => expect(sent).toEqual(['/api/clients', '/api/contact-requests/r1/done']));
  openClients('?new');
  expect(await filledName()).toBe('Avery Stone');
});

test('a reload of the form of a new client fills it in from the request again, and saving closes the request', async () => {
  openClients('?new=r1');
  expect(await filledName()).toBe('Nora New');
  expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('nora@mail.example');
  fireEvent.click(button('Save client'));
  await waitFor(() => expect(sent).toEqual(['/api/clients', '/api/contact-requests/r1/done']));
});

test('what was typed into the form of a request is kept when the form is opened again', async () => {
  openClients('?new=r1');
  await filledName();
  fireEvent.input(legalName(), { target: { value: 'Nora Newman' } });
  openClients('?new=r1');
  expect(await filledName()).toBe('Nora Newman');
});

test('a closed form leaves the filters of the list in the address', async () => {
  openClients('?new=r1&show=unpaid');
  await filledName();
  fireEvent.click(button('Cancel'));
  expect(location.search).toBe('?show=unpaid');
});

test('who adds a client that may be there already is told so once, and can save all the same', async () => {
  known = [{ id: 'c1', name: 'avery STONE', preferred_name: null, status: 'active', merged: false }];
  openClients('?new');
  await filledName();
  fireEvent.input(legalName(), { target: { value: 'Avery Stone' } });
  fireEvent.input(screen.getByLabelText('E-mail'), { target: { value: 'avery@mail.example' } });
  fireEvent.click(button('Save client'));
  expect(await screen.findByText(/There is already a client with this name, e-mail or phone/)).toBeTruthy();
  expect(sent).toEqual([]);
  fireEvent.click(button('Save client'));
  await waitFor(() => expect(sent).toEqual(['/api/clients']));
});
