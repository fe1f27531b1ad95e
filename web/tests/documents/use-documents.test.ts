import { act, cleanup, renderHook, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import type { ClientDocument } from '../../src/documents/documents-api';
import { useDocuments } from '../../src/documents/use-documents';

const document = (id: string) => ({ id, status: 'stored', versions: [] }) as unknown as ClientDocument;
let stored: ClientDocument[] = [];
let answer: Promise<unknown> = Promise.resolve();

beforeEach(() => {
  stored = [];
  answer = Promise.resolve();
  vi.stubGlobal('fetch', async () => {
    const items = [...stored];
    await answer;
    return new Response(JSON.stringify({ items, next: null }), { headers: { 'Content-Type': 'application/json' } });
  });
});

afterEach(() => {
  cleanup();
  clearCache();
  vi.unstubAllGlobals();
});

test('two uploads that began together are both in the list', async () => {
  const { result } = renderHook(() => useDocuments('c1'));
  await waitFor(() => expect(result.current.list.data).toBeTruthy());
  const { put } = result.current;
  stored = [document('a'), document('b')];
  await act(() => put(document('a')));
  await act(() => put(document('b')));
  await waitFor(() => expect(result.current.list.data?.items.map((each) => each.id).sort()).toEqual(['a', 'b']));
});

test('an upload that ends before the list has come is in the list', async () => {
  let come: (value?: unknown) => void = () => undefined;
  answer = new Promise((resolve) => (come = resolve));
  const { result } = renderHook(() => useDocuments('c1'));
  stored = [document('a')];
  await act(() => result.current.put(document('a')));
  come();
  await waitFor(() => expect(result.current.list.data?.items.map((each) => each.id)).toEqual(['a']));
});
