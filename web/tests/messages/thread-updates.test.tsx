import { act, cleanup, renderHook } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { news } from '../../src/api/attention';
import { useThreadNews } from '../../src/messages/thread-updates';
import { whenVisible } from '../../src/ui/when-visible';

function show(visibility: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
  document.dispatchEvent(new Event('visibilitychange'));
}

afterEach(() => {
  cleanup();
  show('visible');
});

test('a list on a hidden page waits for news until the page is shown, and then loads once', () => {
  const load = vi.fn();
  renderHook(() => useThreadNews(load));
  show('hidden');
  void act(() => void (news.value = { thread: 't1' }));
  void act(() => void (news.value = { thread: 't2' }));
  expect(load).not.toHaveBeenCalled();
  show('visible');
  show('hidden');
  show('visible');
  expect(load).toHaveBeenCalledTimes(1);
});

test('a list on a visible page loads at each news, and no more once it is gone', async () => {
  const load = vi.fn();
  const { unmount } = renderHook(() => useThreadNews(load));
  void act(() => void (news.value = { thread: 't1' }));
  expect(load).toHaveBeenCalledTimes(1);
  show('hidden');
  void act(() => void (news.value = { thread: null }));
  await act(unmount);
  show('visible');
  expect(load).toHaveBeenCalledTimes(1);
});

test('what waits for a page to be shown can be cancelled', () => {
  const act = vi.fn();
  show('hidden');
  whenVisible(act)();
  show('visible');
  expect(act).not.toHaveBeenCalled();
});
