import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { Notes } from '../../src/appointments/visit-history';
import { note } from '../visit/fake-call';

afterEach(cleanup);

test('a web address in a chat note of the history is a link that opens in a new tab', () => {
  const { n, id, seat, name, at } = note();
  render(<Notes of={[{ n: n ?? 1, id, seat, name, at, text: 'See https://forms.example/intake.', file: null }]} />);
  const link = screen.getByRole<HTMLAnchorElement>('link', { name: 'https://forms.example/intake' });
  expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer']);
});
