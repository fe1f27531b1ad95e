import { expect, test } from 'vitest';
import type { VisitService } from '../../src/api/booking';
import { blankTerms, errorsOf, inputOf, termsOf } from '../../src/practice/visit-terms';

const problems = (change: Partial<ReturnType<typeof blankTerms>>): string[] =>
  Object.entries(errorsOf({ ...blankTerms(), name: 'First visit', ...change }))
    .filter(([, sentence]) => sentence)
    .map(([name]) => name);

test('a new service needs only a name', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ name: '  ' })).toEqual(['name']);
});

test.each([
  [{ minutes: '4' }, 'minutes'],
  [{ minutes: '481' }, 'minutes'],
  [{ price: 'ten' }, 'price'],
  [{ before: '121' }, 'before'],
  [{ after: '-1' }, 'after'],
  [{ notice: 'a day' }, 'notice'],
  [{ period: '337' }, 'period'],
  [{ period: '' }, 'period'],
  [{ directions: 'x'.repeat(301) }, 'directions'],
])('%j is refused at its field', (change, field) => {
  expect(problems(change)).toEqual([field]);
});

test('a price may be left out, and the notice is sent in minutes', () => {
  const { visit } = termsOf({ ...blankTerms(), name: 'First visit', price: '', notice: '1.5' });
  expect(visit).toMatchObject({ price: null, minimum_notice: 90, minutes: 50 });
});

test.each(['video', 'phone', 'office'] as const)(
  'directions are kept at another location, for office visits that are booked already: %s',
  (location) => {
    const { visit } = termsOf({ ...blankTerms(), name: 'First visit', location, directions: ' 4 Elm Street ' });
    expect([visit.location, visit.directions]).toEqual([location, '4 Elm Street']);
  },
);

test('a stored service fills the form, and is sent as it was', () => {
  const visit = {
    minutes: 45,
    price: { minor: 12_050, currency: 'USD' },
    buffer_before: 5,
    buffer_after: 15,
    minimum_notice: 100,
    notice_period: 1440,
    location: 'office',
    bookable: 'online',
    directions: '4 Elm Street',
  };
  const providers = [
    { id: 'p1', name: 'Pat', assigned: true },
    { id: 'p2', name: 'Sam', assigned: false },
  ];
  const stored = {
    name: 'First visit',
    description: 'Hello',
    enabled: true,
    providers,
    visit,
  } as unknown as VisitService;
  expect(inputOf(stored)).toMatchObject({ price: '120.50', notice: '1.67', period: '24', providers: ['p1'] });
  expect(termsOf(inputOf(stored))).toEqual({
    name: 'First visit',
    description: 'Hello',
    enabled: true,
    provider_ids: ['p1'],
    visit,
  });
});
