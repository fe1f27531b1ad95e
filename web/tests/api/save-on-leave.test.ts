import { afterEach, expect, test, vi } from 'vitest';
import { evenOnLeave, saveOnLeave } from '../../src/api/save-on-leave';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('a body that browsers refuse to send from a page that is gone is sent as usual', () => {
  expect(evenOnLeave({ text: 'Sleeps well.' })).toEqual({ keepalive: true });
  // Four bytes each.
  expect(evenOnLeave({ text: '🙂'.repeat(20_000) })).toEqual({ keepalive: false });
});

test('the requests that store drafts outlive their page', async () => {
  const options: (RequestInit | undefined)[] = [];
  const Original = Request;
  vi.stubGlobal(
    'Request',
    class extends Original {
      constructor(url: string, init?: RequestInit) {
        super(url, init);
        options.push(init);
      }
    },
  );
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({})));
  vi.resetModules();
  const { saveDraft } = await import('../../src/api/messages');
  const { storeDraft } = await import('../../src/notes/calls');
  await saveDraft('c1', 'new', { text: 'Dear Sam', key: 'key-1', subject: '', service_id: '' });
  await storeDraft('c1', { text: 'Sleeps well.', psychotherapy: false });
  expect(options.map((each) => each?.keepalive)).toEqual([true, true]);
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
