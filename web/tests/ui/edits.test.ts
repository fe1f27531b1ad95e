import { expect, test } from 'vitest';
import { editsOf, type Edited, type Groups } from '../../src/ui/edits';

interface Row {
  name: string;
  phone: string;
  roles: string[];
}

const STORED: Row = { name: 'Avery', phone: '', roles: ['admin'] };

/** A form over a record that may change under it. */
function form<T extends object>(record: T, groups: Groups<T> = []) {
  let stored: Edited<T> | undefined;
  let current = record;
  const edits = () => editsOf(stored, current, groups, (edited) => (stored = edited));
  return {
    edits,
    type: (change: Partial<T>) => edits().update(change),
    change: (record: T) => (current = record),
  };
}

test('what nobody touched follows the record, and only what was typed is sent', () => {
  const { edits, type, change } = form(STORED);
  type({ phone: '555 0100' });
  change({ ...STORED, name: 'Avery Woods', roles: [] });
  expect(edits().values).toEqual({ name: 'Avery Woods', phone: '555 0100', roles: [] });
  expect(edits().edits).toEqual({ phone: '555 0100' });
});

test('what was typed stays when the record changes in the same field', () => {
  const { edits, type, change } = form(STORED);
  type({ name: 'Av' });
  change({ ...STORED, name: 'Avery Woods' });
  expect(edits().edits).toEqual({ name: 'Av' });
});

test('a field that was typed back is untouched again', () => {
  const { edits, type, change } = form(STORED);
  type({ name: 'Av', roles: ['provider'] });
  type({ name: 'Avery', roles: ['admin'] });
  change({ ...STORED, name: 'Avery Woods' });
  expect(edits().values.name).toBe('Avery Woods');
  expect(edits().edits).toEqual({});
});

test('a change after another person’s is compared with what the form showed then', () => {
  const { edits, type, change } = form(STORED);
  type({ phone: '555 0100' });
  change({ ...STORED, name: 'Avery Woods' });
  type({ name: 'Av' });
  change({ ...STORED, name: 'Somebody else' });
  type({ name: 'Avery Woods' });
  expect(edits().edits).toEqual({ phone: '555 0100' });
  expect(edits().values.name).toBe('Somebody else');
});

test('fields that are one fact are touched together', () => {
  const { edits, type, change } = form({ date: '2026-11-24', time: '10:00', minutes: '50' }, [['date', 'time']]);
  type({ date: '2026-11-25' });
  change({ date: '2026-11-24', time: '14:00', minutes: '25' });
  expect(edits().values).toEqual({ date: '2026-11-25', time: '10:00', minutes: '25' });
  expect(edits().edits).toEqual({ date: '2026-11-25', time: '10:00' });
});

test('two changes before the form is drawn again both count', () => {
  const { edits } = form(STORED);
  const drawn = edits();
  drawn.update({ name: 'Av' });
  drawn.update({ phone: '555 0100' });
  expect(edits().edits).toEqual({ name: 'Av', phone: '555 0100' });
});
