import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { FeedButton } from '../../src/appointments/feed-button';

const URL_ONCE = 'http://localhost/api/feeds/secret.ics';
const ON = { on: true, created_at: '2026-11-24T12:00:00Z', last_read_at: null };
const OFF = { on: false, created_at: null, last_read_at: null };

function answer(body: unknown, status = 200): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
}

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('a new link is shown once, and gone after the feed is switched off', async () => {
  let isOn = false;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    const { method } = input as Request;
    if (method === 'POST') isOn = true;
    if (method === 'DELETE') isOn = false;
    if (method === 'POST') return Promise.resolve(answer({ url: URL_ONCE }, 201));
    return Promise.resolve(method === 'DELETE' ? answer(null, 204) : answer(isOn ? ON : OFF));
  });
  HTMLDialogElement.prototype.showModal = vi.fn();
  render(<FeedButton />);
  fireEvent.click(screen.getByText('Calendar feed'));
  fireEvent.click(await screen.findByText('Create link'));
  expect(await screen.findByDisplayValue(URL_ONCE)).toBeTruthy();
  expect(await screen.findByText('Replace link')).toBeTruthy();
  fireEvent.click(screen.getByText('Switch off'));
  expect(await screen.findByText(/stops working at once/)).toBeTruthy();
  fireEvent.click(screen.getByText('Keep it'));
  fireEvent.click(screen.getByText('Switch off'));
  fireEvent.click(screen.getByText('Switch off'));
  expect(await screen.findByText('Create link')).toBeTruthy();
  expect(screen.queryByDisplayValue(URL_ONCE)).toBeNull();
});
