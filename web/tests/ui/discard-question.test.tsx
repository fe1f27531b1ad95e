import { act, cleanup, createEvent, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearDrafts, useDraft } from '../../src/session/drafts';
import { ConfirmDialog } from '../../src/ui/confirm-dialog';
import { Field } from '../../src/ui/field';
import { useSubmit } from '../../src/ui/form';

const QUESTION = 'Discard what you entered?';
const closed = vi.fn();

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = vi.fn();
  closed.mockClear();
});
afterEach(() => {
  cleanup();
  clearDrafts();
});

function Form({ isKept, type }: { isKept?: boolean; type?: 'search' }) {
  const submit = useSubmit();
  const kept = useDraft('reason', { reason: '' });
  const [reason, setReason] = useState('');
  const on = (value: string): void => (isKept ? kept.update({ reason: value }) : setReason(value));
  return (
    <ConfirmDialog title="End it" verb="End" submit={submit} onSend={vi.fn()} onClose={closed}>
      <Field label="Reason" name="reason" type={type} value={isKept ? kept.values.reason : reason} onValue={on} />
      <input type="file" aria-label="File" />
    </ConfirmDialog>
  );
}

const escape = (of: Element): boolean => fireEvent(of, createEvent('cancel', of, { cancelable: true, bubbles: true }));
const box = (): HTMLElement => screen.getByText('Cancel').closest('dialog')!;

async function type(): Promise<void> {
  await act(async () => {
    fireEvent.input(screen.getByLabelText('Reason'), { target: { value: 'Answered' } });
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
}

test.each([
  ['Escape', () => escape(box())],
  ['its button', () => fireEvent.click(screen.getByLabelText('Close'))],
])('a dialog in which something was entered asks before %s closes it', async (_, leave) => {
  render(<Form />);
  await type();
  leave();
  expect(await screen.findByText(QUESTION)).toBeTruthy();
  expect(closed).not.toHaveBeenCalled();
  fireEvent.click(screen.getByText('Keep editing'));
  await waitFor(() => expect(screen.queryByText(QUESTION)).toBeNull());
  expect(screen.getByLabelText<HTMLInputElement>('Reason').value).toBe('Answered');
  leave();
  fireEvent.click(await screen.findByText('Discard'));
  expect(closed).toHaveBeenCalledOnce();
});

test('a link in it, such as Back of the browser, asks too', async () => {
  render(
    <>
      <Form />
      <a href="/elsewhere">Clients</a>
    </>,
  );
  await type();
  fireEvent.click(screen.getByText('Clients'));
  expect(await screen.findByText(QUESTION)).toBeTruthy();
});

test.each([
  ['nothing was entered', <Form key="a" />, async () => undefined],
  ['a draft keeps what was entered', <Form key="b" isKept />, type],
  ['only a search was typed', <Form key="c" type="search" />, type],
])('a dialog closes at once if %s', async (_, form, enter) => {
  render(form);
  await enter();
  escape(box());
  expect(closed).toHaveBeenCalledOnce();
  expect(screen.queryByText(QUESTION)).toBeNull();
});

test('leaving the picker of a file does not close the dialog around it', () => {
  render(<Form />);
  escape(screen.getByLabelText('File'));
  expect(closed).not.toHaveBeenCalled();
});
