import type { Wait } from '../../src/api/waitlist';

export const SAM = { id: 'p-1', name: 'Sam Rivera' };

/** A client who waits for a time with Sam. */
export const WAIT: Wait = {
  id: 'w-1',
  status: 'waiting',
  client: { id: 'c-1', name: 'Avery Stone' },
  service: { id: 's-1', name: 'First visit' },
  location: 'office',
  any_provider: false,
  providers: [SAM],
  can_be_offered: true,
  weekdays: [],
  parts: ['morning'],
  until: '2026-12-31',
  zone: 'America/New_York',
  created_at: '2026-11-24T12:00:00Z',
  replaces: null,
  replaced_starts_at: null,
  offer: null,
  ended_at: null,
  reason: null,
};

/** The same client, to whom a time is offered. */
export const OFFERED: Wait = {
  ...WAIT,
  status: 'offered',
  offer: {
    provider: SAM,
    starts_at: '2026-11-27T15:00:00Z',
    local: '2026-11-27T10:00',
    minutes: 50,
    ends_at: '2026-11-24T14:00:00Z',
  },
};
