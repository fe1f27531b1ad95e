import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import Baa from '../../src/practice/baa';

const AGREEMENT = { version: '1', sha256: 'abc', text: 'We protect records.', accepted: null };
const REASON = 'Check the box to accept.';

afterEach(() => {
  cleanup();
  clearCache();
  vi.unstubAllGlobals();
});

test('the box of the agreement says that it must be checked, until it is', async () => {
  const json = { headers: { 'Content-Type': 'application/json' } };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(AGREEMENT), json)));
  render(<Baa />);
  fireEvent.click(await screen.findByRole('button', { name: 'Accept' }));
  const reason = await screen.findByText(REASON);
  const box = screen.getByRole('checkbox');
  expect(box.getAttribute('aria-describedby')).toBe(reason.id);
  fireEvent.input(box);
  fireEvent.click(box);
  expect(screen.queryByText(REASON)).toBeNull();
});
