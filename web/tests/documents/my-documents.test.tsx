import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { LocationProvider, Route, Router } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import MyDocuments from '../../src/documents/my-documents';
import { me } from '../../src/session/session';

const VERSION = {
  number: 1,
  name: 'Consent.pdf',
  media_type: 'application/pdf',
  size: 1200,
  at: '2026-11-24T15:00:00Z',
  by_role: 'provider',
  verdict: 'clean',
};
const CONSENT = {
  id: 'd1',
  client_id: 'c1',
  name: 'Consent',
  kind: 'form',
  folder: '',
  status: 'to_sign',
  created_at: VERSION.at,
  due_on: null,
  shared_at: VERSION.at,
  is_own: false,
  versions: [VERSION],
  signature: null,
  removal: null,
  consent: 'I agree to sign electronically.',
  appointment_id: null,
  actions: ['sign'],
  version: 3,
};

let sent: [string, unknown][] = [];
const signed: unknown = { ...CONSENT, status: 'signed', actions: [], consent: null };
let status = 200;

beforeEach(() => {
  sent = [];
  status = 200;
  me.value = {
    person: { id: 'p1', name: 'Avery Stone' },
    practice: { name: 'Willow Creek', zone: 'America/New_York' },
    client_id: 'c1',
    role: 'client',
  } as never;
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (request.method === 'POST') sent.push([pathname, JSON.parse(await request.text())]);
    const body = request.method === 'POST' ? signed : { items: [CONSENT], next: null };
    const code = request.method === 'POST' ? status : 200;
    return new Response(JSON.stringify(body), { status: code, headers: { 'Content-Type': 'application/json' } });
  });
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
});

afterEach(() => {
  cleanup();
  clearCache();
  me.value = null;
  vi.unstubAllGlobals();
});

async function openSigning() {
  render(
    <LocationProvider>
      <Router>{[<Route key="documents" default component={MyDocuments} />]}</Router>
    </LocationProvider>,
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Read and sign Consent' }));
  return within(screen.getByRole('dialog'));
}

test('what the client is asked to do comes first, in a card of its own', async () => {
  await openSigning();
  expect(screen.getByRole('heading', { name: 'To do' })).toBeTruthy();
});

test('a signature needs a name and the tick, each said at its field', async () => {
  const dialog = await openSigning();
  fireEvent.click(dialog.getByRole('button', { name: 'Sign' }));
  await waitFor(() => expect(dialog.getByText('Write your full name.')).toBeTruthy());
  expect(dialog.getByText('Say that you intend to sign, by ticking the box.')).toBeTruthy();
  expect(sent).toEqual([]);
});

test('the client signs the version that they could read', async () => {
  const dialog = await openSigning();
  expect(dialog.getByText('I agree to sign electronically.')).toBeTruthy();
  fireEvent.input(dialog.getByLabelText('Your full name'), { target: { value: 'Avery Stone' } });
  fireEvent.click(dialog.getByLabelText('I agree, and I intend to sign'));
  fireEvent.click(dialog.getByRole('button', { name: 'Sign' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual([
    '/api/documents/d1/signature',
    { intent: true, name: 'Avery Stone', drawing: [], version: 1 },
  ]);
  expect(await screen.findByText('Signed')).toBeTruthy();
});

test('another name than the profile’s is signed only after a warning about that name', async () => {
  const dialog = await openSigning();
  const type = (value: string) => fireEvent.input(dialog.getByLabelText('Your full name'), { target: { value } });
  const sign = () => fireEvent.click(dialog.getByRole('button', { name: 'Sign' }));
  fireEvent.click(dialog.getByLabelText('I agree, and I intend to sign'));
  type('Alex Stone');
  sign();
  expect(await dialog.findByText(/This is not the name in your profile, Avery Stone\./)).toBeTruthy();
  type('Kim Stone');
  expect(dialog.queryByText(/This is not the name/)).toBeNull();
  sign();
  expect(await dialog.findByText(/press Sign again to sign as Kim Stone/)).toBeTruthy();
  expect(sent).toEqual([]);
  sign();
  await waitFor(() => expect(sent[0]?.[1]).toMatchObject({ name: 'Kim Stone' }));
});

test('a name that differs from the profile’s by capitals and spaces needs no warning', async () => {
  const dialog = await openSigning();
  fireEvent.click(dialog.getByLabelText('I agree, and I intend to sign'));
  fireEvent.input(dialog.getByLabelText('Your full name'), { target: { value: ' avery  stone ' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Sign' }));
  await waitFor(() => expect(sent).toHaveLength(1));
});
