import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../../src/api/client';
import { saveDraft } from '../../src/api/messages';
import { storeDraft } from '../../src/notes/calls';
import { evenOnLeave, saveOnLeave } from '../../src/api/save-on-leave';

afterEach(() => void vi.restoreAllMocks());

test('a body that browsers refuse to send from a page that is gone is sent as usual', () => {
  expect(evenOnLeave({ text: 'Sleeps well.' })).toEqual({ keepalive: true });
  // Four bytes each.
  expect(evenOnLeave({ text: '🙂'.repeat(20_000) })).toEqual({ keepalive: false });
});

test('the requests that store drafts outlive their page', async () => {
  const put = vi.spyOn(api, 'PUT').mockResolvedValue({ data: {}, response: new Response() });
  await saveDraft('c1', 'new', { text: 'Dear Sam', key: 'key-1', subject: '', service_id: '' });
  await storeDraft('c1', { text: 'Sleeps well.', psychotherapy: false });
  expect((put.mock.calls as unknown[][]).map(([, options]) => (options as RequestInit).keepalive)).toEqual([
    true,
    true,
  ]);
});

test('a draft is saved when its page is left or hidden, and when its form is closed', () => {
  let saves = 0;
  const close = saveOnLeave(() => (saves += 1));
  dispatchEvent(new Event('pagehide'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(saves).toBe(1);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(saves).toBe(2);
  close();
  dispatchEvent(new Event('pagehide'));
  expect(saves).toBe(3);
});
