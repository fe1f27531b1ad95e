import { expect, test } from 'vitest';
import { ChatLog } from '../../../src/visit/chat/chat-log';
import type { RoomNote } from '../../../src/visit/signaling/protocol.generated';

const note = (n: number, id = `id${n}`, seat = 'b'): RoomNote => ({
  n,
  id,
  seat,
  name: 'B',
  at: '2026-01-01T00:00:00Z',
  text: `t${n}`,
});
const texts = (notes: ChatLog) => notes.all.value.map((each) => each.text);
const chat = (): ChatLog => new ChatLog(() => 'a');

test('note 6 before 5: both are in order, and `after` stays below the gap until it is filled', () => {
  const notes = chat();
  notes.add([note(1), note(2), note(3), note(4)], true);
  notes.add([note(6)]);
  expect([notes.after, notes.hasGap]).toEqual([4, true]);
  notes.add([note(5)]);
  expect([notes.after, notes.hasGap]).toEqual([6, false]);
  expect(texts(notes)).toEqual(['t1', 't2', 't3', 't4', 't5', 't6']);
});

test('a replayed note is not shown twice', () => {
  const notes = chat();
  notes.add([note(1), note(2)], true);
  notes.add([note(2), note(3)], true);
  expect(texts(notes)).toEqual(['t1', 't2', 't3']);
});

test('an unsent note is resent until the stored copy replaces it', () => {
  const notes = chat();
  const sent = notes.write('mine', { seat: 'a', name: 'A' }, 'hello', undefined);
  expect(sent).toEqual({ action: 'note', id: 'mine', text: 'hello' });
  expect(notes.all.value[0]).toMatchObject({ n: null, sent: false, mine: true });
  expect(notes.unsent().map((each) => each.id)).toEqual(['mine']);
  notes.add([{ ...note(1, 'mine', 'a'), text: 'hello' }]);
  expect(notes.unsent()).toEqual([]);
  expect(notes.all.value).toHaveLength(1);
  expect(notes.all.value[0]).toMatchObject({ n: 1, sent: true, mine: true });
});

test('unsent notes are below the stored ones, in the order of writing', () => {
  const notes = chat();
  notes.write('x', { seat: 'a', name: 'A' }, 'first', undefined);
  notes.write('y', { seat: 'a', name: 'A' }, 'second', undefined);
  notes.add([note(1)]);
  expect(texts(notes)).toEqual(['t1', 'first', 'second']);
});

test('a note with a card number is refused and not resent', () => {
  const notes = chat();
  notes.write('x', { seat: 'a', name: 'A' }, '4242 4242 4242 4242', undefined);
  expect(notes.refuse('x', 'card-number')).toBe(true);
  expect(notes.all.value[0]!.refused).toMatch(/card number/);
  expect(notes.unsent()).toEqual([]);
});

test('a temporary error does not refuse a note', () => {
  const notes = chat();
  notes.write('x', { seat: 'a', name: 'A' }, 'hello', undefined);
  expect(notes.refuse('x', 'later')).toBe(false);
  expect(notes.unsent()).toHaveLength(1);
});

test('numbers that a replay skips count as no gap', () => {
  const notes = chat();
  notes.add([note(3), note(4)], true);
  expect([notes.after, notes.hasGap]).toEqual([4, false]);
});
