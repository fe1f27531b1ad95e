import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { LocationProvider, Route, Router } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import ClientProfile from '../../src/clients/profile';
import { me } from '../../src/session/session';

const AVERY = {
  id: 'c1',
  legal_name: 'Avery Stone',
  preferred_name: null,
  email: 'avery@mail.example',
  phone: null,
  status: 'active',
  date_of_birth: null,
  pronouns: null,
  merged_into: null,
  merged_profiles: [],
};

function answer(request: Request): Response {
  const path = new URL(request.url).pathname.replace('/api', '');
  if (path === '/clients/c1') return Response.json(AVERY);
  return Response.json({ items: [], next: null, text: '', subject: '', service_id: '', attachments: [], key: null });
}

beforeEach(() => {
  me.value = { role: 'provider', practice: { zone: 'UTC', name: 'Willow Creek' } } as never;
  vi.stubGlobal('fetch', async (request: Request) => Promise.resolve(answer(request)));
});

afterEach(() => {
  cleanup();
  clearCache();
  me.value = null;
  history.replaceState(null, '', '/');
  vi.unstubAllGlobals();
});

function show(tab: string) {
  history.replaceState(null, '', `/provider/clients/c1/${tab}`);
  render(
    <LocationProvider>
      <Router>
        <Route path="/provider/clients/:id/:tab?" component={ClientProfile} />
        <Route default component={() => null} />
      </Router>
    </LocationProvider>,
  );
}

test('the head of the profile leads from another tab to a new message', async () => {
  show('appointments');
  expect(await screen.findByText('No next appointment')).toBeTruthy();
  const link = screen.getByRole('link', { name: 'Send Message' });
  expect(link.getAttribute('href')).toBe('/provider/clients/c1/messages?write');
});

test('Send Message in the head opens the form in the tab Messages, which has no second button', async () => {
  show('messages');
  expect(await screen.findByRole('heading', { name: 'Messages' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Send Message' })).toBeNull();
  fireEvent.click(screen.getByRole('link', { name: 'Send Message' }));
  expect(await screen.findByRole('form', { name: 'New message' })).toBeTruthy();
});
