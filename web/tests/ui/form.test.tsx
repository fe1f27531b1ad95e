import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { afterEach, expect, test } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import { Field } from '../../src/ui/field';
import { checkFields, Form, useSubmit } from '../../src/ui/form';

afterEach(cleanup);

interface ExampleProps {
  send: () => Promise<void>;
}

function Example({ send }: ExampleProps) {
  const submit = useSubmit();
  const [name, setName] = useState('');
  const [date, setDate] = useState('');
  const [agreed, setAgreed] = useState(false);
  return (
    <Form submit={submit} onSend={send}>
      <Field label="Name" name="name" value={name} onValue={setName} error={submit.error('name')} />
      <Field label="Date" name="date" value={date} onValue={setDate} error={submit.error('date', 'starts_at')} />
      <label>
        <input type="checkbox" name="agreed" checked={agreed} onChange={(e) => setAgreed(e.currentTarget.checked)} />I
        agree
      </label>
      {submit.error('agreed') && <p>{submit.error('agreed')}</p>}
      <button>Save</button>
    </Form>
  );
}

async function press(send: ExampleProps['send']): Promise<void> {
  render(<Example send={send} />);
  fireEvent.click(screen.getByText('Save'));
  await waitFor(() => expect(screen.getByRole('alert').textContent).not.toBe(''));
}

const refuse = (fields: Record<string, string>) => (): Promise<void> => {
  checkFields(fields);
  return Promise.resolve();
};
const type = (label: string, value: string): void =>
  void fireEvent.input(screen.getByLabelText(label), { target: { value } });

test('a sentence goes when its field is corrected, and the others stay', async () => {
  await press(refuse({ name: 'Enter a name.', date: 'Choose a date.' }));
  type('Name', 'Avery');
  expect(screen.queryByText('Enter a name.')).toBeNull();
  expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBeNull();
  expect(screen.getByText('Choose a date.')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).not.toBe('');
});

test('the sentence on top goes with the last corrected field', async () => {
  await press(refuse({ name: 'Enter a name.', starts_at: 'This time is over.' }));
  type('Name', 'Avery');
  type('Date', '2026-12-01');
  expect(screen.queryByText('This time is over.')).toBeNull();
  expect(screen.getByRole('alert').textContent).toBe('');
});

test('a sentence comes back when the corrected value is refused again', async () => {
  await press(refuse({ name: 'Enter a name.' }));
  type('Name', ' ');
  expect(screen.queryByText('Enter a name.')).toBeNull();
  fireEvent.click(screen.getByText('Save'));
  await waitFor(() => expect(screen.getByText('Enter a name.')).toBeTruthy());
});

test('a box that is corrected by a tick keeps it', async () => {
  await press(refuse({ agreed: 'Agree first.' }));
  const box = screen.getByLabelText<HTMLInputElement>('I agree');
  box.checked = true;
  // A browser renders between the two events.
  fireEvent.input(box);
  await Promise.resolve();
  expect(box.checked).toBe(true);
  fireEvent.change(box);
  await waitFor(() => expect(screen.queryByText('Agree first.')).toBeNull());
  expect(box.checked).toBe(true);
});

test('a sentence about a field that the form does not show is on top', async () => {
  const unknown = new ApiError(422, 'Invalid', 'Something cannot be used.', { terms: 'Accept it first.' });
  await press(() => Promise.reject(unknown));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('Accept it first.'));
});
