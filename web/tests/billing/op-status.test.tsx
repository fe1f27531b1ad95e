import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import type { Invoice, Op } from '../../src/api/types';
import { OpStatus } from '../../src/billing/op-status';

const INVOICE = { id: 'i1', op: 'op1', overlay: 'checking' } as Invoice;

afterEach(cleanup);

test('staff are not told that nothing needs to be done while an Admin may have to look it up', () => {
  render(<OpStatus invoice={INVOICE} op={null} />);
  const words = screen.getByRole('status').textContent;
  expect(words).toContain('an Admin is asked to look it up');
  expect(words).not.toContain('nothing needs to be done');
});

test('a failed payment shows staff the server’s sentence for them', () => {
  const failed = { op: 'op1', kind: 'pay', status: 'declined', message: 'The bank declined the client’s card.' } as Op;
  render(<OpStatus invoice={{ ...INVOICE, op: null, overlay: null }} op={failed} />);
  expect(screen.getByRole('alert').textContent).toContain('The bank declined the client’s card.');
});
