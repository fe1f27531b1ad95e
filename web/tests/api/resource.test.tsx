import { act, cleanup, renderHook, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { clearCache, invalidate, useApi } from '../../src/api/resource';

afterEach(() => {
  cleanup();
  clearCache();
});

const shown = (load: () => Promise<number>) => renderHook(() => useApi('clients:1', load));

test('an answer that no component shows is not loaded again before it is shown', async () => {
  const load = vi.fn(async () => load.mock.calls.length);
  const { result, unmount } = shown(load);
  await waitFor(() => expect(result.current.data).toBe(1));
  await act(unmount);
  invalidate('clients');
  expect(load).toHaveBeenCalledTimes(1);
  const again = shown(load);
  expect(again.result.current.data).toBe(1);
  await waitFor(() => expect(again.result.current.data).toBe(2));
});

test('an answer that a component shows is loaded again at once, and once for all components that show it', async () => {
  const load = vi.fn(async () => load.mock.calls.length);
  const { result } = shown(load);
  const other = shown(load);
  await waitFor(() => expect(other.result.current.data).toBe(1));
  await act(other.unmount);
  await act(() => invalidate('clients'));
  await waitFor(() => expect(result.current.data).toBe(2));
  shown(load);
  await waitFor(() => expect(result.current.data).toBe(3));
});

test('an answer that is under way is asked for again when no component shows it any more', async () => {
  const answers: ((value: number) => void)[] = [];
  const load = () => new Promise<number>((resolve) => answers.push(resolve));
  const first = shown(load);
  await act(first.unmount);
  const { result } = shown(load);
  await act(() => answers.forEach((answer, place) => answer(place)));
  await waitFor(() => expect(result.current.data).toBe(1));
});
