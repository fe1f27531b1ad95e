import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { VisitFlow } from '../../src/visit/visit-flow';
import { APPOINTMENT, fakeCall, type FakeCall } from './fake-call';

afterEach(cleanup);

function open(call: FakeCall): void {
  render(<VisitFlow call={call} appointment={APPOINTMENT} />);
}

test('a seat that another window took can be taken back', () => {
  const call = fakeCall('elsewhere');
  open(call);
  fireEvent.click(screen.getByRole('button', { name: 'Use it here' }));
  expect(call.calls).toContainEqual(['useHere']);
});

test.each([
  ['left', 'Rejoin', /You can come back/],
  ['refused', 'Try again', 'The room opens at 2 PM.'],
] as const)('%s offers %s', (phase, verb, words) => {
  const call = fakeCall(phase);
  call.why.value = 'The room opens at 2 PM.';
  open(call);
  expect(screen.getByText(words)).toBeTruthy();
  expect(screen.getByRole('button', { name: verb })).toBeTruthy();
});

test.each(['ended', 'removed'] as const)('%s is final', (phase) => {
  open(fakeCall(phase));
  expect(screen.queryAllByRole('button')).toHaveLength(0);
  expect(screen.getByRole('link', { name: 'Back to your pages' })).toBeTruthy();
});
