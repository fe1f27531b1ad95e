import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Colleague } from '../../src/api/types';
import { ColleagueInvitation } from '../../src/team/colleague-invitation';

const colleague: Colleague = {
  id: 'per-1',
  name: 'Pat Moss',
  email: 'pat@clocktree.test',
  roles: ['provider'],
  status: 'invited',
};
let sent: [string, string, string][] = [];

beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push([request.method, new URL(request.url).pathname, await request.text()]);
    return new Response('{}', { headers: { 'Content-Type': 'application/json' } });
  });
  render(<ColleagueInvitation colleague={colleague} />);
  fireEvent.click(screen.getByRole('button', { name: 'Invitation of Pat Moss' }));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const press = (name: string): boolean => fireEvent.click(screen.getByText(name, { selector: 'button' }));
const type = (value: string): boolean => fireEvent.input(screen.getByLabelText('E-mail'), { target: { value } });

test('an invitation is sent again to the same address', async () => {
  type(' PAT@clocktree.test ');
  press('Send invitation');
  await vi.waitFor(() => expect(sent).toEqual([['POST', '/api/practice/colleagues/per-1/invite', '{}']]));
});

test('a corrected address gets the invitation', async () => {
  type('moss@clocktree.test');
  press('Send invitation');
  const body = JSON.stringify({ email: 'moss@clocktree.test' });
  await vi.waitFor(() => expect(sent).toEqual([['PATCH', '/api/practice/colleagues/per-1', body]]));
});

test('an invitation is withdrawn only after a second question', async () => {
  press('Withdraw');
  expect(sent).toEqual([]);
  expect(screen.getByText(/sent to pat@clocktree.test stops working at once/)).toBeTruthy();
  press('Withdraw invitation');
  await vi.waitFor(() => expect(sent).toEqual([['DELETE', '/api/practice/colleagues/per-1/invite', '{}']]));
});
