import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { VisitFlow } from '../../../src/visit/visit-flow';
import type { Problem } from '../../../src/visit/types';
import { APPOINTMENT, fakeCall, WORKS, type FakeCall } from '../fake-call';

beforeEach(() => vi.useFakeTimers({ now: Date.parse(APPOINTMENT.starts_at), toFake: ['Date'] }));
afterEach(() => {
  cleanup();
  history.replaceState(null, '');
  vi.useRealTimers();
});

async function open(call: FakeCall): Promise<void> {
  render(<VisitFlow call={call} appointment={APPOINTMENT} />);
  await vi.waitFor(() => expect(call.calls).toContainEqual(['run']));
}

const REFUSED: Problem = {
  what: 'camera',
  state: 'refused',
  words: 'The camera is not allowed',
  remedy: 'Tap the icon at the left of the address.',
};

test('with camera and microphone, one may join with or without the camera', async () => {
  const call = fakeCall('idle');
  await open(call);
  fireEvent.click(screen.getByRole('button', { name: 'Join without camera' }));
  await vi.waitFor(() => expect(call.calls).toContainEqual(['join']));
  expect(call.calls).toContainEqual(['setCam', false]);
  expect(call.calls).toContainEqual(['report', WORKS]);
});

test('a refused camera has a remedy, and one may join by voice', async () => {
  const call = fakeCall('idle');
  call.local.cam.value = false;
  call.local.problems.value = [REFUSED];
  await open(call);
  expect(screen.getByText(REFUSED.words)).toBeTruthy();
  expect(screen.getByText(REFUSED.remedy)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Join' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Join without camera' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(call.calls.filter(([what]) => what === 'open')).toHaveLength(2);
});

test('without devices Join says why it is disabled, and chat is possible', async () => {
  const call = fakeCall('idle', false);
  await open(call);
  const join = screen.getByRole<HTMLButtonElement>('button', { name: 'Join' });
  expect(join.disabled).toBe(true);
  await screen.findByText('To join, a camera or a microphone must work.');
  fireEvent.click(screen.getByRole('button', { name: 'Join with chat only' }));
  await vi.waitFor(() => expect(call.calls).toContainEqual(['join']));
});

test('only the person knows whether the sound was heard', async () => {
  const call = fakeCall('idle');
  await open(call);
  fireEvent.click(screen.getByRole('button', { name: 'Play test sound' }));
  fireEvent.click(await screen.findByRole('button', { name: 'No' }));
  expect(call.calls).toContainEqual(['setHeard', false]);
});

test('the level of the microphone is a meter', async () => {
  const call = fakeCall('idle');
  await open(call);
  expect(screen.getByRole('meter').getAttribute('aria-valuenow')).toBe('40');
});

test('it rings at the start for a person who has not joined', async () => {
  const call = fakeCall('idle');
  call.ringing.value = true;
  await open(call);
  expect(screen.getByRole('alert').textContent).toContain('starts now');
  fireEvent.click(screen.getByRole('button', { name: 'Stop the ring' }));
  expect(call.calls).toContainEqual(['stopRinging']);
});

test('after a reload the visit resumes without a check', async () => {
  history.replaceState({ visit: { room: APPOINTMENT.id, seen: 3, mic: false, cam: true } }, '');
  const call = fakeCall('idle');
  render(<VisitFlow call={call} appointment={APPOINTMENT} />);
  await vi.waitFor(() => expect(call.calls).toContainEqual(['join']));
  expect(call.calls).toContainEqual(['open', { mic: false, cam: true }]);
  expect(screen.getByText('Back to your visit')).toBeTruthy();
});
