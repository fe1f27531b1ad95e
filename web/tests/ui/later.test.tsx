import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { later } from '../../src/ui/later';

afterEach(cleanup);

test('a part that does not load says so, and loads when it is tried again', async () => {
  let attempts = 0;
  const Part = later<{ name: string }>(() => {
    attempts += 1;
    if (attempts === 1) return Promise.reject(new Error('no network'));
    return Promise.resolve({ default: ({ name }) => <p>Part of {name}</p> });
  });
  render(<Part name="Avery" />);
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Part of Avery')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});
