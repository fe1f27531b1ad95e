import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useLeaveWarning } from '../../src/ui/leave-warning';

afterEach(cleanup);
beforeEach(() => {
  HTMLDialogElement.prototype.showModal = vi.fn();
});

const left = vi.fn();

function Example({ isChanged }: { isChanged: boolean }) {
  const dialog = useLeaveWarning(isChanged);
  return (
    <>
      <a
        href="/elsewhere"
        onClick={(event) => {
          event.preventDefault();
          left();
        }}
      >
        Services
      </a>
      <a href="#main">Skip to the content</a>
      <a href="mailto:avery@mail.example">avery@mail.example</a>
      <a href="tel:+15550109999">+1 555 010 9999</a>
      {dialog}
    </>
  );
}

beforeEach(() => left.mockClear());

test('a link asks in the page’s own dialog and leaves only when told to', () => {
  const ask = vi.fn(() => true);
  vi.stubGlobal('confirm', ask);
  render(<Example isChanged />);
  fireEvent.click(screen.getByText('Services'));
  expect(left).not.toHaveBeenCalled();
  fireEvent.click(screen.getByText('Keep editing'));
  expect(screen.queryByText('Leave without saving?')).toBeNull();
  fireEvent.click(screen.getByText('Services'));
  fireEvent.click(screen.getByText('Leave without saving'));
  expect(left).toHaveBeenCalledOnce();
  expect(ask).not.toHaveBeenCalled();
});

test('a link that stays on the page does not ask', () => {
  render(<Example isChanged />);
  for (const name of ['Skip to the content', 'avery@mail.example', '+1 555 010 9999'])
    fireEvent.click(screen.getByText(name));
  expect(screen.queryByText('Leave without saving?')).toBeNull();
});

test('without changes a link leaves at once', () => {
  render(<Example isChanged={false} />);
  fireEvent.click(screen.getByText('Services'));
  expect(left).toHaveBeenCalledOnce();
});
