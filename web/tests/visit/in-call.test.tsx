import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { VisitFlow } from '../../src/visit/visit-flow';
import { waitingWords } from '../../src/visit/visit-words';
import { clearDrafts } from '../../src/session/drafts';
import { APPOINTMENT, fakeCall, note, person, WORKS, type FakeCall } from './fake-call';

beforeEach(() => void vi.stubGlobal('fetch', () => new Promise(() => undefined)));
afterEach(() => {
  cleanup();
  clearDrafts();
  vi.unstubAllGlobals();
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
  ['away', null, 'Jordan Ellis is not in the room yet'],
] as const)('a waiting client sees that the provider is %s', (status, since, words) => {
  const call = fakeCall('waiting');
  call.lobby.value = { position: 1, host: status, since, hostDevice: WORKS, hostKnows: 'nothing' };
  open(call);
  expect(screen.getByText('We’ll tell Jordan Ellis that you are here.', { exact: false })).toBeTruthy();
  expect(screen.getByText(words, { exact: false })).toBeTruthy();
  expect(screen.getAllByText('Camera works')).toHaveLength(2);
});

test('a waiting client reads no more than is true of what their provider knows', () => {
  const one = ['Dr Lee'];
  const two = ['Dr Lee', 'Dr Kim'];
  expect(waitingWords('nothing', one)).toBe('We’ll tell Dr Lee that you are here.');
  expect(waitingWords('seen', one)).toBe('Dr Lee can see that you are waiting.');
  expect(waitingWords('mailed', one)).toBe('We’ve e-mailed Dr Lee that you are here.');
  expect(waitingWords('seen', two)).toBe('One of your providers can see that you are waiting.');
  expect(waitingWords('mailed', two)).toBe('We’ve e-mailed Dr Lee and Dr Kim that you are here.');
});

test('a host admits one person, or all, or removes one', () => {
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

test('a client sees no waiting room and cannot end the visit', () => {
  const call = fakeCall('in');
  call.people.value = [person()];
  open(call);
  expect(screen.queryByRole('region', { name: 'Waiting room' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'End for all' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Lock room' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Leave' }));
  expect(call.calls).toContainEqual(['leave']);
});

test('ending the visit for all is confirmed', () => {
  const call = host();
  open(call);
  fireEvent.click(screen.getByRole('button', { name: 'End for all', hidden: true }));
  expect(call.calls).not.toContainEqual(['end']);
  fireEvent.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'End for all' }));
  expect(call.calls).toContainEqual(['end']);
});

test('a provider is told that the client can read the chat, and a client is told it in their own words', () => {
  open(host());
  const panel = within(openPanel('Chat'));
  expect(panel.getByText('The chat is saved, and the client can always read it')).toBeTruthy();
  expect(panel.getByText('The client can see this')).toBeTruthy();
  cleanup();
  open(fakeCall('in'));
  const own = openPanel('Chat');
  expect(within(own).getByText('The chat is saved with your appointment')).toBeTruthy();
  expect(own.textContent).not.toMatch(/the client/i);
});

test('the files panel speaks to a client as to a client', () => {
  open(fakeCall('in'));
  const panel = openPanel('Files');
  expect(within(panel).getByText('Files are saved with your appointment')).toBeTruthy();
  expect(panel.textContent).not.toMatch(/the client/i);
});

test('a web address in the chat is a link that opens in a new tab', () => {
  const call = fakeCall('in');
  call.notes.value = [note({ text: 'The form: https://forms.example/intake?a=1. Thank you' })];
  open(call);
  const link = within(openPanel('Chat 1 new')).getByRole<HTMLAnchorElement>('link');
  expect([link.textContent, link.href, link.target, link.rel]).toEqual([
    'https://forms.example/intake?a=1',
    'https://forms.example/intake?a=1',
    '_blank',
    'noopener noreferrer',
  ]);
});

test('the chat names its readers', () => {
  const call = fakeCall('in');
  open(call);
  const panel = within(openPanel('Chat'));
  expect(panel.getByText('Jordan Ellis, you and your practice can read this.')).toBeTruthy();
  const box = panel.getByRole('textbox');
  fireEvent.input(box, { target: { value: '  See you on Friday ' } });
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(call.calls).toContainEqual(['sendNote', 'See you on Friday']);
  expect((box as HTMLTextAreaElement).value).toBe('');
});

test('an unsent note is shown as waiting, and leaving asks about it', () => {
  const call = fakeCall('in');
  call.notes.value = [note({ n: null, mine: true, sent: false, text: 'On my way' })];
  open(call);
  expect(within(openPanel('Chat')).getByText('Waiting for the connection')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Leave' }));
  expect(call.calls).not.toContainEqual(['leave']);
  fireEvent.click(screen.getByRole('button', { name: 'Leave without sending' }));
  expect(call.calls).toContainEqual(['leave']);
});

test('Back asks about an unsent note, and the page stays', async () => {
  history.pushState(null, '', '/room/1');
  const router = vi.fn();
  addEventListener('popstate', router);
  const call = fakeCall('in');
  call.notes.value = [note({ n: null, mine: true, sent: false, text: 'On my way' })];
  open(call);
  history.replaceState(null, '', '/client');
  dispatchEvent(new PopStateEvent('popstate'));
  removeEventListener('popstate', router);
  expect([router.mock.calls.length, location.pathname]).toEqual([0, '/room/1']);
  await waitFor(() => expect(screen.getByRole('alertdialog')).toBeTruthy());
  fireEvent.click(within(screen.getByRole('alertdialog')).getByText('Stay'));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
});

test('a chat draft for one client does not appear in another visit', () => {
  const call = fakeCall('in');
  open(call);
  fireEvent.input(within(openPanel('Chat')).getByRole('textbox'), { target: { value: 'For Avery only' } });
  cleanup();
  const next = { ...APPOINTMENT, id: '01JDTESTAPPOINTMENT0000001' };
  render(<VisitFlow call={fakeCall('in')} appointment={next} />);
  expect(within(openPanel('Chat')).getByRole<HTMLTextAreaElement>('textbox').value).toBe('');
});

test('a shared screen is hidden once a host switches sharing off', () => {
  const call = fakeCall('in');
  call.people.value = [person({ host: false, role: 'client', screen: true, screenStream: new MediaStream() })];
  open(call);
  expect(screen.getByLabelText(/^Screen of/)).toBeTruthy();
  call.room.value = { ...call.room.value, sharing: false };
  cleanup();
  open(call);
  expect(screen.queryByLabelText(/^Screen of/)).toBeNull();
});

test('a note with a card number is refused, and its text can be put back', () => {
  const call = fakeCall('in');
  const refused = 'This looks like a card number.';
  call.notes.value = [note({ n: null, mine: true, sent: false, text: 'It is 4242', refused })];
  open(call);
  const panel = within(openPanel('Chat'));
  expect(panel.getByText(refused, { exact: false })).toBeTruthy();
  fireEvent.click(panel.getByRole('button', { name: 'Put it back in the box' }));
  expect(panel.getByRole<HTMLTextAreaElement>('textbox').value).toBe('It is 4242');
});

test('notes that arrive while the chat is closed are counted', () => {
  const call = fakeCall('in');
  call.notes.value = [note({ n: 1 }), note({ n: 2, id: 'n2' }), note({ n: 3, id: 'n3', mine: true })];
  open(call);
  openPanel('Chat 2 new');
  expect(screen.getByRole('button', { name: 'Chat' }).textContent).not.toContain('new');
});

test('the keys M, V and C work unless somebody types or switched them off', () => {
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

test('a lost server connection is shown, and the call goes on', () => {
  const call = fakeCall('in');
  call.people.value = [person({ quality: 'weak', mic: false })];
  call.link.value = 'reconnecting';
  open(call);
  expect(screen.getByText('Reconnecting – your call goes on')).toBeTruthy();
  expect(screen.getByText('Weak connection')).toBeTruthy();
  expect(screen.getByText('Muted')).toBeTruthy();
});

test('the call shows an unplugged camera, and a dead relay only while no link works', () => {
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

test('what the device has paused is said, and one tap continues it', () => {
  const call = fakeCall('in');
  open(call);
  expect(screen.queryByRole('alert')).toBeNull();
  call.local.paused.value = ['mic', 'sound'];
  cleanup();
  open(call);
  const hint = within(screen.getByRole('alert'));
  expect(hint.getByText('Your computer paused your microphone and the call’s sound.')).toBeTruthy();
  fireEvent.click(hint.getByRole('button', { name: 'Continue' }));
  expect(call.calls).toContainEqual(['resume']);
});

test('the others see that a device has paused the microphone, which is not muted', () => {
  const call = fakeCall('in');
  call.people.value = [person({ mic: false, cam: false, paused: ['mic', 'cam'] })];
  open(call);
  expect(screen.getByText('Microphone and camera paused by their device')).toBeTruthy();
  expect(screen.getByText('Jordan Ellis: Microphone and camera paused by their device')).toBeTruthy();
  expect(screen.queryByText('Muted')).toBeNull();
});

test('when the other person leaves, the shown file stays beside a short line', () => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  const call = fakeCall('in');
  call.room.value = { ...call.room.value, show: 'f1' };
  open(call);
  expect(screen.getByText('Nobody else is here now')).toBeTruthy();
  expect(screen.queryByText(/You see and hear/)).toBeNull();
  call.room.value = { ...call.room.value, show: null };
  cleanup();
  open(call);
  expect(screen.getByText(/You see and hear Jordan Ellis/)).toBeTruthy();
});
