import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Attachment } from '../../src/api/messages';
import { clearCache } from '../../src/api/resource';
import { Attachments } from '../../src/messages/attachments';
import { ComposeThread } from '../../src/messages/compose-thread';
import { me } from '../../src/session/session';

let attached: string[][] = [];
let draft: string[];
let refusal: Record<string, string> | null;
let arrive: (() => void)[];
let stored: unknown[];

const documentOf = (id: string) => ({
  id,
  name: `${id}.pdf`,
  versions: [{ number: 1, size: 1200, media_type: 'application/pdf', name: `${id}.pdf` }],
});

/** Stands in for the server, where a file gets its name as id. */
async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace('/api', '');
  const body = (request.method === 'POST' ? await request.json() : {}) as { name?: string; attachments?: string[] };
  const [, id] = /^\/documents\/([^/]+)/.exec(path) ?? [];
  if (id) return id === 'gone' ? Response.json({}, { status: 404 }) : Response.json(documentOf(id));
  if (path === '/clients/c1/documents' && request.method === 'GET') return Response.json({ items: stored, next: null });
  if (path === '/clients/c1/documents')
    return Response.json({ id: body.name?.replace('.pdf', ''), upload: { url: 'https://files.example', headers: {} } });
  if (path.includes('message-drafts') && request.method === 'GET')
    return Response.json({ text: '', subject: '', service_id: '', attachments: draft, key: 'key-1' });
  if (path === '/threads' && request.method === 'POST') {
    attached.push(body.attachments ?? []);
    if (refusal) return Response.json({ error: 'Invalid', message: 'Check this.', fields: refusal }, { status: 422 });
  }
  return Response.json({ items: [], next: null });
}

class FakeUpload {
  upload = {};
  status = 200;
  onload: () => void = () => undefined;
  open = () => undefined;
  setRequestHeader = () => undefined;
  send = () => void arrive.push(() => this.onload());
}

beforeEach(() => {
  [attached, draft, refusal, arrive, stored] = [[], [], null, [], []];
  me.value = { role: 'client', practice: { zone: 'UTC', name: 'Willow Creek' }, client_id: 'c1' } as never;
  vi.stubGlobal('fetch', answer);
  vi.stubGlobal('XMLHttpRequest', FakeUpload);
});

afterEach(() => {
  cleanup();
  clearCache();
  me.value = null;
  vi.unstubAllGlobals();
});

function compose() {
  render(
    <LocationProvider>
      <ComposeThread client="c1" to="Your provider" onSent={() => undefined} onCancel={() => undefined} />
    </LocationProvider>,
  );
}

const attach = (...names: string[]) =>
  fireEvent.change(screen.getByLabelText('Attach a file'), {
    target: { files: names.map((name) => new File(['%PDF'], name)) },
  });
const arriveAll = async (count: number) => {
  // Two files are on their way at a time.
  for (let done = 0; done < count;) {
    await waitFor(() => expect(arrive.length).toBeGreaterThan(done));
    const ready = arrive.slice(done);
    done += ready.length;
    await act(() => ready.forEach((each) => each()));
  }
};
const send = () => fireEvent.click(screen.getByRole('button', { name: 'Send Message' }));
const names = () =>
  within(screen.getByRole('list', { name: 'Attached files' }))
    .getAllByRole('listitem')
    .map((each) => each.textContent);

test('several files are uploaded at once, and their ids are sent with the message', async () => {
  compose();
  attach('a.pdf', 'b.pdf');
  expect(await screen.findByText('Sending a.pdf')).toBeTruthy();
  await arriveAll(2);
  expect(await screen.findByRole('button', { name: 'Remove b.pdf' })).toBeTruthy();
  expect(names()).toEqual(['a.pdf1 kB', 'b.pdf1 kB']);
  send();
  await waitFor(() => expect(attached).toEqual([['a', 'b']]));
});

test('a message is not sent while a file is on its way', async () => {
  compose();
  attach('a.pdf');
  await screen.findByText('Sending a.pdf');
  send();
  expect(await screen.findByText(/A file is still being sent/)).toBeTruthy();
  expect(attached).toEqual([]);
});

test('a file that is taken out is not sent', async () => {
  compose();
  attach('a.pdf', 'b.pdf');
  await arriveAll(2);
  fireEvent.click(await screen.findByRole('button', { name: 'Remove a.pdf' }));
  send();
  await waitFor(() => expect(attached).toEqual([['b']]));
});

test('a sixth file is left out in words', async () => {
  compose();
  attach('a.pdf', 'b.pdf', 'c.pdf', 'd.pdf', 'e.pdf', 'f.pdf');
  expect(await screen.findByText(/f\.pdf was left out/)).toBeTruthy();
  await arriveAll(5);
  expect(await screen.findByText('A message has at most 5 files.')).toBeTruthy();
});

test('a refused file is named', async () => {
  refusal = { 'attachments.1': 'This file contains a virus.' };
  compose();
  attach('a.pdf', 'b.pdf');
  await arriveAll(2);
  await screen.findByRole('button', { name: 'Remove b.pdf' });
  send();
  expect(await screen.findByText('b.pdf: This file contains a virus.')).toBeTruthy();
});

test('the files of a draft are there after a reload, without one that is gone', async () => {
  draft = ['a', 'gone'];
  compose();
  expect(await screen.findByText('a.pdf')).toBeTruthy();
  await waitFor(() => expect(names()).toHaveLength(1));
});

test('a document that is there already is attached, and one of the practice only by staff', async () => {
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  const facts = { kind: 'form', status: 'stored', appointment_id: null };
  stored = [
    { ...documentOf('mine'), ...facts, is_own: true },
    { ...documentOf('theirs'), ...facts, is_own: false },
    { ...documentOf('old'), ...facts, is_own: true, status: 'removed' },
  ];
  compose();
  fireEvent.click(screen.getByRole('button', { name: 'From Documents' }));
  fireEvent.click(await screen.findByRole('button', { name: 'mine.pdf' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  send();
  await waitFor(() => expect(attached).toEqual([['mine']]));
  cleanup();
  me.value = { ...me.value, role: 'provider' } as never;
  compose();
  fireEvent.click(screen.getByRole('button', { name: 'From Documents' }));
  expect(await screen.findByRole('button', { name: 'theirs.pdf' })).toBeTruthy();
  expect(screen.queryByText('old.pdf')).toBeNull();
});

test('only a file that was checked can be opened', () => {
  const of = (id: string, state: Attachment['state']): Attachment => ({
    id,
    version: 1,
    name: `${id}.pdf`,
    bytes: 1200,
    state,
  });
  render(<Attachments of={[of('a', 'ready'), of('b', 'checking'), of('c', 'infected'), of('d', 'removed')]} />);
  expect(screen.getAllByRole('button').map((each) => each.textContent)).toEqual(['a.pdf']);
  for (const words of ['Being checked for viruses', 'Contains a virus', 'Removed'])
    expect(screen.getByText(words)).toBeTruthy();
});
