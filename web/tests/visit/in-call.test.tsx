import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { VisitFlow } from '../../src/visit/visit-flow';
import { clearDrafts } from '../../src/session/drafts';
import { APPOINTMENT, fakeCall, note, person, WORKS, type FakeCall } from './fake-call';

afterEach(() => {
  cleanup();
  clearDrafts();
  history.replaceState(null, '');
});

function open(call: FakeCall): void {
  render(<VisitFlow call={call} appointment={APPOINTMENT} />);
}

function host(): FakeCall {
  const call = fakeCall('in');
  call.me.value = { ...call.me.value!, role: 'provider', host: true };
  return call;
}

function openPanel(name: string): HTMLElement {
  fireEvent.click(screen.getByRole('button', { name }));
  return screen.getByRole('complementary', { name: 'Chat and files' });
}

test.each([
  ['online', '2026-11-24T20:00:00Z', 'Jordan Ellis is online since'],
  ['on another call', '2026-11-24T20:00:00Z', 'Jordan Ellis is on another call since'],
  ['away', null, 'Jordan Ellis is not here yet'],
] as const)('who waits is told that the provider is %s', (status, since, words) => {
  const call = fakeCall('waiting');
  call.lobby.value = { position: 1, host: status, since, hostDevice: WORKS };
  open(call);
  expect(screen.getByText('Jordan Ellis has been told you’re here', { exact: false })).toBeTruthy();
  expect(screen.getByText(words, { exact: false })).toBeTruthy();
  expect(screen.getAllByText('Camera works')).toHaveLength(2);
});

test('a host lets in one, or all, or sends one away', () => {
  const call = host();
  call.waiting.value = [
    person({ seat: 's2', name: 'Avery Brooks', role: 'client', state: 'waiting', since: '2026-11-24T20:00:00Z' }),
    person({
      seat: 's3',
      name: 'Robin Hale',
      role: 'client',
      state: 'waiting',
      device: { ...WORKS, camera: 'refused' },
      isGone: true,
    }),
  ];
  open(call);
  const list = within(screen.getByRole('region', { name: 'Waiting room' }));
  expect(list.getByText('Camera is not allowed')).toBeTruthy();
  expect(list.getAllByText(/^Not on the page at the moment/)).toHaveLength(1);
  fireEvent.click(list.getByRole('button', { name: 'Admit Avery Brooks' }));
  fireEvent.click(list.getByRole('button', { name: 'Remove Robin Hale' }));
  fireEvent.click(list.getByRole('button', { name: 'Admit all' }));
  expect(call.calls.filter(([what]) => what !== 'dispose')).toEqual([['admit', 's2'], ['remove', 's3'], ['admitAll']]);
});

test('a guest sees no waiting room and can end nothing', () => {
  const call = fakeCall('in');
  call.people.value = [person()];
  open(call);
  expect(screen.queryByRole('region', { name: 'Waiting room' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'End for all' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Lock room' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Leave' }));
  expect(call.calls).toContainEqual(['leave']);
});

test('to end the visit for all is asked once more', () => {
  const call = host();
  open(call);
  fireEvent.click(screen.getByRole('button', { name: 'End for all', hidden: true }));
  expect(call.calls).not.toContainEqual(['end']);
  fireEvent.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'End for all' }));
  expect(call.calls).toContainEqual(['end']);
});

test('the chat says who reads it, before it is sent', () => {
  const call = fakeCall('in');
  open(call);
  const panel = within(openPanel('Chat'));
  expect(panel.getByText('Chat is saved and visible to the client')).toBeTruthy();
  expect(panel.getByText('The client can see this')).toBeTruthy();
  expect(panel.getByText('Read by: Jordan Ellis, you')).toBeTruthy();
  const box = panel.getByRole('textbox');
  fireEvent.input(box, { target: { value: '  See you on Friday ' } });
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(call.calls).toContainEqual(['say', 'See you on Friday']);
  expect((box as HTMLTextAreaElement).value).toBe('');
});

test('a line that is not sent yet waits in sight, and leaving asks about it', () => {
  const call = fakeCall('in');
  call.notes.value = [note({ n: null, mine: true, sent: false, text: 'On my way' })];
  open(call);
  expect(within(openPanel('Chat')).getByText('Waiting for the connection')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Leave' }));
  expect(call.calls).not.toContainEqual(['leave']);
  fireEvent.click(screen.getByRole('button', { name: 'Leave without sending' }));
  expect(call.calls).toContainEqual(['leave']);
});

test('Back asks about a line that is not sent yet, and the page stays', () => {
  history.pushState(null, '', '/room/1');
  const ask = vi.fn(() => false);
  vi.stubGlobal('confirm', ask);
  const router = vi.fn();
  addEventListener('popstate', router);
  const call = fakeCall('in');
  call.notes.value = [note({ n: null, mine: true, sent: false, text: 'On my way' })];
  open(call);
  history.replaceState(null, '', '/client');
  dispatchEvent(new PopStateEvent('popstate'));
  removeEventListener('popstate', router);
  vi.unstubAllGlobals();
  expect([ask.mock.calls.length, router.mock.calls.length, location.pathname]).toEqual([1, 0, '/room/1']);
});

test('what was begun for one client does not lie ready in the room of the next', () => {
  const call = fakeCall('in');
  open(call);
  fireEvent.input(within(openPanel('Chat')).getByRole('textbox'), { target: { value: 'For Avery only' } });
  cleanup();
  const next = { ...APPOINTMENT, id: '01JDTESTAPPOINTMENT0000001' };
  render(<VisitFlow call={fakeCall('in')} appointment={next} />);
  expect(within(openPanel('Chat')).getByRole<HTMLTextAreaElement>('textbox').value).toBe('');
});

test('a screen is not seen any longer once a host has switched sharing off, whatever its browser still sends', () => {
  const call = fakeCall('in');
  call.people.value = [person({ host: false, role: 'client', screen: true, screenStream: new MediaStream() })];
  open(call);
  expect(screen.getByLabelText(/^Screen of/)).toBeTruthy();
  call.room.value = { ...call.room.value, sharing: false };
  cleanup();
  open(call);
  expect(screen.queryByLabelText(/^Screen of/)).toBeNull();
});

test('a card number is refused with its words, and the text comes back into the box', () => {
  const call = fakeCall('in');
  const refused = 'This looks like a card number.';
  call.notes.value = [note({ n: null, mine: true, sent: false, text: 'It is 4242', refused })];
  open(call);
  const panel = within(openPanel('Chat'));
  expect(panel.getByText(refused, { exact: false })).toBeTruthy();
  fireEvent.click(panel.getByRole('button', { name: 'Put it back in the box' }));
  expect(panel.getByRole<HTMLTextAreaElement>('textbox').value).toBe('It is 4242');
});

test('lines that came while the chat was closed are counted', () => {
  const call = fakeCall('in');
  call.notes.value = [note({ n: 1 }), note({ n: 2, id: 'n2' }), note({ n: 3, id: 'n3', mine: true })];
  open(call);
  openPanel('Chat 2 new');
  expect(screen.getByRole('button', { name: 'Chat' }).textContent).not.toContain('new');
});

test('M, V and C work unless somebody types or switched them off', () => {
  const call = fakeCall('in');
  open(call);
  fireEvent.keyDown(document.body, { key: 'm' });
  fireEvent.keyDown(document.body, { key: 'v' });
  fireEvent.keyDown(document.body, { key: 'c' });
  expect(call.calls).toEqual([
    ['setMic', false],
    ['setCam', false],
  ]);
  fireEvent.keyDown(screen.getByRole('textbox'), { key: 'm' });
  fireEvent.click(screen.getByRole('button', { name: /Keys M, V and C/, hidden: true }));
  fireEvent.keyDown(document.body, { key: 'm' });
  expect(call.calls).toHaveLength(2);
});

test('losing the line to the server is said not to be the end of the call', () => {
  const call = fakeCall('in');
  call.people.value = [person({ quality: 'weak', mic: false })];
  call.link.value = 'reconnecting';
  open(call);
  expect(screen.getByText('Reconnecting – your call goes on')).toBeTruthy();
  expect(screen.getByText('Weak connection')).toBeTruthy();
  expect(screen.getByText('Muted')).toBeTruthy();
});

test('a camera that was unplugged is said in the call; a relay that did not answer only while there is no link', () => {
  const call = fakeCall('in');
  call.local.problems.value = [
    { what: 'camera', state: 'missing', words: 'The camera was unplugged.', remedy: 'Plug it in.' },
    { what: 'network', state: 'blocked', words: 'No relay can be reached.', remedy: 'Try another network.' },
  ];
  open(call);
  expect(screen.getByText(/The camera was unplugged/)).toBeTruthy();
  expect(screen.getByText(/No relay can be reached/)).toBeTruthy();
  cleanup();
  call.people.value = [person({ stream: new MediaStream() })];
  open(call);
  expect(screen.getByText(/The camera was unplugged/)).toBeTruthy();
  expect(screen.queryByText(/No relay can be reached/)).toBeNull();
});

test('a seat that another window took is taken back by a press', () => {
  const call = fakeCall('elsewhere');
  open(call);
  fireEvent.click(screen.getByRole('button', { name: 'Use it here' }));
  expect(call.calls).toContainEqual(['useHere']);
});

test.each([
  ['left', 'Rejoin', /Your seat is kept/],
  ['refused', 'Try again', 'The room opens at 2 PM.'],
] as const)('%s offers %s', (phase, verb, words) => {
  const call = fakeCall(phase);
  call.why.value = 'The room opens at 2 PM.';
  open(call);
  expect(screen.getByText(words)).toBeTruthy();
  expect(screen.getByRole('button', { name: verb })).toBeTruthy();
});

test.each(['ended', 'removed'] as const)('%s is final', (phase) => {
  open(fakeCall(phase));
  expect(screen.queryAllByRole('button')).toHaveLength(0);
  expect(screen.getByRole('link', { name: 'Back to your pages' })).toBeTruthy();
});
