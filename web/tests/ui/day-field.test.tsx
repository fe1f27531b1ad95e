import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { DayField } from '../../src/ui/day-field';
import { Form, useSubmit } from '../../src/ui/form';

afterEach(cleanup);

const validity = (change: Partial<ValidityState>): Partial<ValidityState> => ({
  badInput: false,
  rangeUnderflow: false,
  rangeOverflow: false,
  ...change,
});

function Sheet({ onValue, onSend }: { onValue: (day: string) => void; onSend: () => Promise<void> }) {
  const submit = useSubmit();
  return (
    <Form submit={submit} onSend={onSend}>
      <DayField label="Due date" name="due_on" value="" onValue={onValue} error={submit.error('due_on')} />
      <button>Save</button>
    </Form>
  );
}

/** Types as a browser reports it: a text that is no day has the value ''. */
function type(value: string, state: Partial<ValidityState>): HTMLInputElement {
  const input = screen.getByLabelText<HTMLInputElement>('Due date');
  Object.defineProperty(input, 'validity', { value: validity(state), configurable: true });
  fireEvent.input(input, { target: { value } });
  return input;
}

test.each([
  ['02/30/1990', '', { badInput: true }, 'There is no such day'],
  ['12/01/26', '0026-12-01', { rangeUnderflow: true }, 'Write a day from Jan 1, 2000'],
])('%s is refused at the field and not sent', async (_words, value, state, error) => {
  const onValue = vi.fn();
  const onSend = vi.fn(() => Promise.resolve());
  render(<Sheet onValue={onValue} onSend={onSend} />);
  const input = type(value, state);
  fireEvent.click(screen.getByText('Save'));
  await screen.findByText(new RegExp(error));
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect([onValue.mock.calls, onSend.mock.calls]).toEqual([[], []]);
});

test('leaving the field says what is wrong, and a day takes the error away', () => {
  const onValue = vi.fn();
  render(<Sheet onValue={onValue} onSend={() => Promise.resolve()} />);
  fireEvent.blur(type('', { badInput: true }));
  expect(screen.getByText(/There is no such day/)).toBeTruthy();
  type('2026-12-01', {});
  expect(screen.queryByText(/There is no such day/)).toBeNull();
  expect(onValue).toHaveBeenCalledWith('2026-12-01');
});
