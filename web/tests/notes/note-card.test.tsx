import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Note } from '../../src/notes/calls';
import { NoteCard } from '../../src/notes/note-card';

const AT = '2026-11-24T15:00:00Z';
const NOTE: Note = {
  id: 'n1',
  level: 'private',
  author: { id: 'sam', name: 'Sam Rivera' },
  at: AT,
  text: '  two  spaces\n\u202bبخير\u202c',
  state: 'held',
  addenda: [],
  psychotherapy: false,
  seals_at: '2026-11-24T15:02:00Z',
  mine: true,
};

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(AT) + 2000 });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test('a held note counts down, and says when it can no longer be taken back', async () => {
  const onSealed = vi.fn();
  render(<NoteCard note={NOTE} onTakeBack={vi.fn()} onSealed={onSealed} />);
  expect(screen.getByText('Becomes permanent in 1:58')).toBeTruthy();
  await vi.advanceTimersByTimeAsync(58_000);
  expect(screen.getByText('Becomes permanent in 1:00')).toBeTruthy();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(screen.getByText('Becoming permanent…')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Take it back' })).toBeNull();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(onSealed).toHaveBeenCalledOnce();
});

test('a note is taken back by one press', async () => {
  const onTakeBack = vi.fn(() => Promise.resolve());
  render(<NoteCard note={NOTE} onTakeBack={onTakeBack} />);
  fireEvent.click(screen.getByRole('button', { name: 'Take it back' }));
  fireEvent.click(screen.getByRole('button', { name: 'Take it back' }));
  await vi.advanceTimersByTimeAsync(0);
  expect(onTakeBack).toHaveBeenCalledOnce();
});

test('a text is shown exactly as it was typed', () => {
  const { container } = render(<NoteCard note={{ ...NOTE, seals_at: null, state: 'sealed' }} />);
  expect(container.querySelector('.note-text')?.textContent).toBe(NOTE.text);
  expect(screen.getByText('Only me')).toBeTruthy();
});

test('an addendum names its author', () => {
  const addendum = { id: 'a1', author: { id: 'kim', name: 'Kim Park' }, at: AT, text: 'More' };
  render(<NoteCard note={{ ...NOTE, seals_at: null, state: 'sealed', addenda: [addendum] }} hasLevel={false} />);
  expect(screen.getByText('Addendum by Kim Park')).toBeTruthy();
  expect(screen.queryByText('Only me')).toBeNull();
});
