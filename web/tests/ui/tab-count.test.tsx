import { cleanup, render, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { contactsWaiting, watchAttention } from '../../src/api/attention';
import { finishContact } from '../../src/api/contact';
import { TabCount } from '../../src/ui/tab-count';

let contacts: { receives: boolean; waiting: number };
let paths: string[];
let stop = (): void => undefined;

function watch(role: string): void {
  paths = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname.replace('/api', '');
    paths.push(path);
    if (path === '/contact-requests/count') return Response.json(contacts);
    if (path === '/threads/attention')
      return Response.json({
        items: [{ thread_id: 't1', client_id: 'c1', since: '2026-11-24T15:00:00Z' }],
        more: false,
      });
    return Response.json({});
  });
  stop = watchAttention(role);
}

afterEach(() => {
  stop();
  cleanup();
  vi.unstubAllGlobals();
});

const words = (of: string): string | null => render(<TabCount of={of} />).container.textContent;

test('the number beside Messages counts newcomers who wait too, for those who receive them', async () => {
  contacts = { receives: true, waiting: 2 };
  watch('provider');
  await waitFor(() => expect(words('/provider/messages')).toBe(', 3 waiting'));
  contacts = { receives: true, waiting: 1 };
  await finishContact('r1', 'responded');
  await waitFor(() => expect(words('/provider/messages')).toBe(', 2 waiting'));
});

test('a colleague who does not receive them is asked once, and sees the threads alone', async () => {
  contacts = { receives: false, waiting: 0 };
  watch('provider');
  await waitFor(() => expect(words('/provider/messages')).toBe(', 1 waiting'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(contactsWaiting.value).toBeNull();
  expect(paths.filter((path) => path === '/contact-requests/count')).toHaveLength(1);
});

test('no client asks for newcomers', async () => {
  watch('client');
  await waitFor(() => expect(words('/client/messages')).toBe(', 1 unread'));
  expect(paths).not.toContain('/contact-requests/count');
});
