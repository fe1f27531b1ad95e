import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import type { Draft, DraftEdit } from '../../src/notes/calls';
import { DraftSync, EVERY_MS, type Typed } from '../../src/notes/draft-sync';

const EMPTY: Typed = { text: '', level: null, psychotherapy: false };
const typed = (text: string): Typed => ({ ...EMPTY, text });

/** A server with one draft, which refuses a version that is not the stored one. */
function server() {
  const sent: DraftEdit[] = [];
  const stored: Draft = { ...EMPTY, version: 0, saved_at: null };
  let failure: ApiError | null = null;
  const store = async (edit: DraftEdit): Promise<Draft> => {
    sent.push(edit);
    if (failure) throw failure;
    if (edit.version !== stored.version) throw new ApiError(409, 'Conflict', 'Changed.', {}, { ...stored });
    Object.assign(stored, edit, { version: stored.version + 1, saved_at: '2026-11-24T15:00:00Z' });
    return { ...stored };
  };
  return { sent, stored, store, fail: (error: ApiError | null) => (failure = error) };
}

const syncOf = (of: ReturnType<typeof server>): DraftSync =>
  new DraftSync({ store: of.store, changed: () => undefined }, EMPTY, 0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is typed is stored within five seconds, in one request', async () => {
  const api = server();
  const sync = syncOf(api);
  sync.type(typed('S'));
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1000);
  sync.type(typed('Sleeps'));
  expect(sync.isStored).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(api.sent.map((each) => each.text)).toEqual(['Sleeps']);
  expect([sync.state, sync.isStored]).toEqual(['stored', true]);
});

test('a change during a request is stored by the next one, with the new version', async () => {
  const api = server();
  const sync = syncOf(api);
  sync.type(typed('One'));
  const first = sync.flush();
  sync.type(typed('Two'));
  await first;
  expect(sync.isStored).toBe(false);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(api.sent.map((each) => each.version)).toEqual([0, 1]);
  expect(api.stored.text).toBe('Two');
});

test('a page that is left stores the newest text although an earlier request has no answer', async () => {
  const api = server();
  let isLate = true;
  const store: typeof api.store = async (edit) => {
    if (!isLate) return api.store(edit);
    isLate = false;
    const answer = await api.store(edit);
    await new Promise((go) => setTimeout(go, 1000));
    return answer;
  };
  const sync = new DraftSync({ store, changed: () => undefined }, EMPTY, 0);
  sync.type(typed('One'));
  void sync.flush();
  sync.type(typed('One two'));
  void sync.flush(true);
  expect(api.sent.map((each) => each.text)).toEqual(['One', 'One two']);
  // The page was only hidden: the refusal was for this tab's own text, and needs no choice.
  await vi.advanceTimersByTimeAsync(EVERY_MS + 1000);
  expect([sync.state, sync.other, api.stored.text]).toEqual(['stored', null, 'One two']);
});

test('another tab’s text is never overwritten before the author has chosen', async () => {
  const api = server();
  const [one, other] = [syncOf(api), syncOf(api)];
  one.type(typed('One tab'));
  await one.flush();
  other.type(typed('Other tab'));
  await other.flush();
  expect([other.state, other.other?.text]).toEqual(['conflict', 'One tab']);
  other.type(typed('Other tab!'));
  await vi.advanceTimersByTimeAsync(EVERY_MS * 3);
  expect(api.stored.text).toBe('One tab');
  await other.choose(typed('Other tab!'));
  expect([api.stored.text, other.state]).toEqual(['Other tab!', 'stored']);
});

test('it tries again while the server cannot be reached, and loses nothing', async () => {
  const api = server();
  const sync = syncOf(api);
  api.fail(new ApiError(0, 'Unreachable', 'No connection.'));
  sync.type(typed('Sleeps'));
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(sync.state).toBe('unreachable');
  api.fail(null);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect([sync.state, api.stored.text]).toEqual(['stored', 'Sleeps']);
});

test('a text that the server refuses is said at its field, and sent again when it changes', async () => {
  const api = server();
  const sync = syncOf(api);
  api.fail(new ApiError(422, 'Invalid', 'No.', { text: 'This looks like a card number.' }));
  sync.type(typed('4242…'));
  await vi.advanceTimersByTimeAsync(EVERY_MS * 4);
  expect(api.sent).toHaveLength(1);
  expect([sync.state, sync.refusal?.fieldError('text')]).toEqual(['refused', 'This looks like a card number.']);
  api.fail(null);
  sync.type(typed('Sleeps'));
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect([sync.state, sync.refusal]).toEqual(['stored', null]);
});

test('after the note was saved, no late request stores the draft again', async () => {
  const api = server();
  const sync = syncOf(api);
  sync.type(typed('Sleeps'));
  await sync.close();
  await vi.advanceTimersByTimeAsync(EVERY_MS * 2);
  expect(api.sent).toEqual([]);
});

test('a draft whose note could not be saved is stored again every five seconds', async () => {
  const api = server();
  const sync = syncOf(api);
  sync.type(typed('Sleeps'));
  await sync.close();
  sync.reopen();
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  sync.type(typed('Sleeps well'));
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(api.sent.map((each) => each.text)).toEqual(['Sleeps', 'Sleeps well']);
});

test('a refusal to save because of another tab’s draft lets the author choose, and any other refusal does not', async () => {
  const api = server();
  const sync = syncOf(api);
  sync.type(typed('Mine'));
  await sync.flush();
  expect(sync.meet(new ApiError(503, 'Unavailable', 'Later.', {}, null))).toBe(false);
  expect(sync.meet(new ApiError(409, 'Conflict', 'Changed.', {}, null))).toBe(false);
  Object.assign(api.stored, { text: 'Other', version: 7 });
  expect(sync.meet(new ApiError(409, 'Conflict', 'Changed.', {}, { ...api.stored }))).toBe(true);
  expect([sync.state, sync.other?.text, sync.seen]).toEqual(['conflict', 'Other', 1]);
  await sync.choose(typed('Mine'));
  expect([sync.other, sync.seen, api.stored.text]).toEqual([null, 8, 'Mine']);
});
