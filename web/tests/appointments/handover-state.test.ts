import { afterEach, expect, test, vi } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import { planned, takeOver } from '../../src/appointments/handover-state';

const VISIT = { id: 'a1', version: 3, client: { id: 'c1', name: 'Avery' }, zone: 'UTC' } as Appointment;
const FREE = [{ starts_at: '2026-11-24T15:00:00Z', local: '2026-11-24T10:00' }];

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: object) {
  const sent: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    sent.push(request);
    return Promise.resolve(Response.json(body, { status }));
  });
  return sent;
}

test('a visit that moves is sent with the version that was seen, and is kept as it is now', async () => {
  const sent = answer(200, { ...VISIT, version: 4, starts_at: '2026-11-24T15:00:00Z' });
  const after = await takeOver(planned(VISIT), 'sam', 'kim', { allow_overlap: true });
  expect(await sent[0]?.json()).toEqual({ version: 3, from: 'sam', to: 'kim', allow_overlap: true });
  expect([after.state, after.visit.version, after.free]).toEqual(['moved', 4, null]);
});

test('a taken time keeps the visit and offers the free times', async () => {
  answer(409, { error: 'SlotTaken', message: 'This time is taken.', free: FREE });
  const after = await takeOver(planned(VISIT), 'sam', 'kim');
  expect([after.state, after.visit, after.free]).toEqual(['failed', VISIT, FREE]);
});

test('a provider who cannot hold it is refused with the reason', async () => {
  answer(422, { error: 'Invalid', message: 'Check this.', fields: { to: 'Not assigned.' } });
  const after = await takeOver(planned(VISIT), 'sam', 'kim');
  expect([after.state, after.problem, after.free]).toEqual(['failed', 'Not assigned.', null]);
});
