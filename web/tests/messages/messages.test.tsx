import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Message, Thread } from '../../src/api/messages';
import { clearCache } from '../../src/api/resource';
import type { Me } from '../../src/api/types';
import { ClientThreads } from '../../src/messages/client-threads';
import { ThreadView } from '../../src/messages/thread-view';
import { me } from '../../src/session/session';

interface Sent {
  method: string;
  path: string;
  key: string | null;
  body: { text?: string; seen?: number };
}

const JSON_TYPE = { headers: { 'Content-Type': 'application/json' } };
const NO_DRAFT = {
  text: '',
  subject: '',
  service_id: '',
  attachments: [] as string[],
  key: null as string | null,
  version: 0,
};

let sent: Sent[];
let stored: Message[];
let draft: typeof NO_DRAFT;
let online: boolean;
let isWaiting: boolean;

const messageOf = (n: number, text: string, mine = false): Message => ({
  id: `m${n}`,
  n,
  kind: 'message',
  at: '2026-11-24T15:00:00Z',
  author: { name: 'Avery Stone', role: 'client', me: mine },
  text,
  attachments: [],
});

const thread = (): Thread => ({
  id: 't1',
  version: stored.length,
  client: { id: 'c1', name: 'Avery Stone' },
  service: null,
  subject: 'A question',
  preview: '',
  state: isWaiting ? 'waiting' : 'open',
  waiting_since: null,
  waiting_days: isWaiting ? 6 : null,
  taken_by: null,
  unread: false,
  count: stored.length,
  started_at: '2026-11-24T15:00:00Z',
  last_at: '2026-11-24T15:00:00Z',
  actions: ['respond', 'close'],
});

/** Stands in for the server: a request with a known key stores nothing again. */
async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const path = pathname.replace('/api', '');
  const key = request.headers.get('Idempotency-Key');
  const body = (request.method === 'GET' ? {} : await request.json()) as Sent['body'];
  sent.push({ method: request.method, path, key, body });
  if (path.includes('message-drafts')) return Response.json(draft);
  if (path === '/threads/t1/messages') {
    const isKnown = sent.filter((each) => each.path === path && each.key === key).length > 1 && stored.length > 1;
    if (!isKnown) stored.push(messageOf(stored.length + 1, body.text ?? '', true));
    isWaiting = false;
    if (!online) throw new TypeError('offline');
    return new Response(JSON.stringify({ ...stored.at(-1), thread: thread() }), { status: 201, ...JSON_TYPE });
  }
  if (path === '/threads/t1') {
    const items = stored.filter((each) => each.n > Number(searchParams.get('after') ?? 0));
    return Response.json({ ...thread(), messages: { items, next: null } });
  }
  if (path === '/threads') return Response.json({ items: [thread()], next: null });
  return Response.json({ items: [], more: false, next: null, version: stored.length });
}

beforeEach(() => {
  sent = [];
  stored = [messageOf(1, 'May I bring my sister?')];
  draft = NO_DRAFT;
  online = isWaiting = true;
  me.value = { role: 'provider', roles: ['provider'], practice: { zone: 'UTC' } } as unknown as Me;
  vi.stubGlobal('fetch', answer);
});

afterEach(() => {
  cleanup();
  clearCache();
  me.value = null;
  vi.unstubAllGlobals();
});

const posts = () => sent.filter((each) => each.method === 'POST' && each.path === '/threads/t1/messages');

function show() {
  render(
    <LocationProvider>
      <ThreadView id="t1" />
    </LocationProvider>,
  );
}

async function type(text: string) {
  const box = await screen.findByLabelText<HTMLTextAreaElement>('Your response');
  fireEvent.input(box, { target: { value: text } });
  return box;
}

test('a response is sent with what was read, and the wait is over', async () => {
  show();
  expect(await screen.findByText('Waiting 6 days')).toBeTruthy();
  const box = await type('Yes, of course.');
  fireEvent.click(screen.getByRole('button', { name: 'Respond' }));
  expect(await screen.findByText('Yes, of course.')).toBeTruthy();
  expect(posts()[0]?.body).toEqual({ text: 'Yes, of course.', seen: 1, attachments: [], draft: 0 });
  await waitFor(() => expect(screen.queryByText('Waiting 6 days')).toBeNull());
  expect(box.value).toBe('');
});

test('a double click sends one message', async () => {
  show();
  await type('Yes.');
  const button = screen.getByRole('button', { name: 'Respond' });
  fireEvent.click(button);
  fireEvent.click(button);
  await screen.findByText('Yes.');
  expect(posts()).toHaveLength(1);
});

test('what could not be sent stays, and is sent with the same key when the connection is back', async () => {
  show();
  online = false;
  const box = await type('Yes.');
  fireEvent.click(screen.getByRole('button', { name: 'Respond' }));
  expect(await screen.findByText(/Not sent yet/)).toBeTruthy();
  expect(box.value).toBe('Yes.');
  online = true;
  await waitFor(() => {
    dispatchEvent(new Event('online'));
    expect(screen.queryByText(/Not sent yet/)).toBeNull();
  });
  expect(new Set(posts().map((each) => each.key)).size).toBe(1);
  expect(stored.map((each) => each.text)).toEqual(['May I bring my sister?', 'Yes.']);
});

test('a draft is shown again after a reload and is sent with its stored key', async () => {
  draft = { ...NO_DRAFT, text: 'Dear Avery', key: 'key-before-reload' };
  show();
  await screen.findByDisplayValue('Dear Avery');
  fireEvent.click(screen.getByRole('button', { name: 'Respond' }));
  await waitFor(() => expect(posts()[0]?.key).toBe('key-before-reload'));
});

test('leaving the page saves the draft', async () => {
  show();
  await type('Dear');
  cleanup();
  await waitFor(() => expect(sent.find((each) => each.method === 'PUT')?.body.text).toBe('Dear'));
});

test('the form for a first message opens at Send Message', async () => {
  render(
    <LocationProvider>
      <ClientThreads client="c1" base="/messages" to="Avery" empty="No messages yet." />
    </LocationProvider>,
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Send Message' }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Message')));
  fireEvent.click(screen.getByRole('button', { name: 'Not now' }));
  expect(await screen.findByRole('button', { name: 'Send Message' })).toBeTruthy();
  expect((await screen.findByRole('link', { name: 'A question' })).getAttribute('href')).toBe('/messages/t1');
});

test('who closes a conversation is told that the response which they began is not sent, and it stays', async () => {
  HTMLDialogElement.prototype.showModal = vi.fn();
  show();
  await screen.findByLabelText('Your response');
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(await screen.findByText('Close without a response?')).toBeTruthy();
  expect(screen.queryByText('The response that you began is not sent.')).toBeNull();
  fireEvent.click(screen.getByText('Cancel'));
  const box = await type('Yes, of course.');
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(await screen.findByText('The response that you began is not sent.')).toBeTruthy();
  expect(box.value).toBe('Yes, of course.');
});
