import { cleanup, render } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import type { Me, TimelineEntry } from '../../src/api/types';
import { Timeline } from '../../src/billing/timeline';
import { me } from '../../src/session/session';

const ENTRIES = ['viewed', 'forgiven', 'voided'].map((what, entry) => ({
  entry,
  what,
  at: '2026-11-25T15:00:00Z',
  amount: what === 'viewed' ? null : { minor: 5_000, currency: 'USD' },
})) as unknown as TimelineEntry[];

afterEach(() => {
  cleanup();
  me.value = undefined;
});

function events(role: Me['role']): (string | null)[] {
  me.value = { role, practice: { zone: 'UTC' } } as Me;
  render(<Timeline entries={ENTRIES} />);
  return [...document.querySelectorAll('.event')].map((event) => event.textContent);
}

test('a client reads in the timeline the words of the status', () => {
  expect(events('client')).toEqual(['Opened', 'Nothing owed', 'Cancelled$50.00']);
});

test('staff read in the timeline the words of the actions', () => {
  expect(events('admin')).toEqual(['Opened by the client', 'Forgiven$50.00', 'Voided$50.00']);
});
