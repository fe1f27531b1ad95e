import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import type { Location } from '../../src/api/booking';
import { LocationField } from '../../src/practice/location-field';
import { blankTerms } from '../../src/practice/visit-terms';

afterEach(cleanup);

function directions(location: Location, error?: string): Element | null {
  const field = { name: 'directions', value: '4 Elm Street', onValue: vi.fn(), error };
  const values = { ...blankTerms(), location };
  render(<LocationField values={values} update={vi.fn()} directions={field} error={undefined} />);
  return screen.queryByLabelText(/^Where to come/);
}

test('only an office is asked where to come', () => {
  expect(directions('office')).toBeTruthy();
  cleanup();
  expect(directions('video')).toBeNull();
});

test('directions that are refused are shown at any location, to be mended', () => {
  expect(directions('video', 'Use at most 300 characters.')).toBeTruthy();
  expect(screen.getByText('Use at most 300 characters.')).toBeTruthy();
});
