import { afterEach, expect, test, vi } from 'vitest';
import { api, sessionListeners } from '../../src/api/client';
import { saveDraft } from '../../src/api/messages';
import { storeDraft } from '../../src/notes/calls';
import { saveOnLeave, sendBody } from '../../src/api/save-on-leave';

afterEach(() => void vi.restoreAllMocks());

const kept = ({ keepalive }: { keepalive: boolean }): Promise<boolean> => Promise.resolve(keepalive);

test('a body that browsers refuse to send from a page that is gone is sent as usual', async () => {
  expect(await sendBody({ text: 'Sleeps well.' }, true, kept)).toBe(true);
  // Four bytes each.
  expect(await sendBody({ text: '🙂'.repeat(20_000) }, true, kept)).toBe(false);
});

test('the requests that outlive their page are together within the limit of browsers', async () => {
  const body = { text: '🙂'.repeat(8_000) };
  const all = [sendBody(body, true, kept), sendBody(body, true, kept)];
  expect(await Promise.all(all)).toEqual([true, false]);
  expect(await sendBody(body, true, kept)).toBe(true);
  const failed = sendBody(body, true, () => Promise.reject(new Error('offline')));
  await expect(failed).rejects.toThrow('offline');
  expect(await sendBody(body, true, kept)).toBe(true);
});

test('a draft is stored by a request that outlives its page', async () => {
  const put = vi.spyOn(api, 'PUT').mockResolvedValue({ data: {}, response: new Response() });
  await saveDraft('c1', 'new', { text: 'Dear Sam', key: 'key-1', subject: '', service_id: '' }, true);
  await storeDraft('c1', { text: 'Sleeps well.', psychotherapy: false }, false);
  expect((put.mock.calls as unknown[][]).map(([, options]) => (options as RequestInit).keepalive)).toEqual([
    true,
    true,
  ]);
});

test('the saves of a page that is open leave room for one when it is left', async () => {
  const body = { text: '🙂'.repeat(4_000) };
  const all = [sendBody(body, false, kept), sendBody(body, false, kept), sendBody(body, true, kept)];
  expect(await Promise.all(all)).toEqual([true, false, true]);
});

test('a draft is saved when its page is left or hidden, when its form is closed, and before a session ends', () => {
  const saves: boolean[] = [];
  const close = saveOnLeave((isLeaving) => Promise.resolve(saves.push(isLeaving)));
  dispatchEvent(new Event('pagehide'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(saves).toEqual([true]);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  void sessionListeners.ending();
  expect(saves).toEqual([true, true, false]);
  close();
  dispatchEvent(new Event('pagehide'));
  void sessionListeners.ending();
  expect(saves).toEqual([true, true, false, false]);
});
