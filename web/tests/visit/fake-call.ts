import { signal, type Signal } from '@preact/signals';
import type { Appointment } from '../../src/api/appointments';
import type { Call, LocalMedia, Note, PausedMedia, Person, Phase, Problem } from '../../src/visit/types';
import type { DeviceResult } from '../../src/visit/signaling/protocol.generated';

/** A call whose signals a test can set; `calls` records what the pages call. */
export type FakeCall = { [K in keyof Call]: Call[K] extends { peek(): infer T } ? Signal<T> : Call[K] } & {
  calls: unknown[][];
  local: FakeMedia;
};
type FakeMedia = { [K in keyof LocalMedia]: LocalMedia[K] extends { peek(): infer T } ? Signal<T> : LocalMedia[K] };

export const WORKS: DeviceResult = {
  camera: 'ok',
  microphone: 'ok',
  speaker: 'untested',
  network: 'ok',
  browser: 'Chromium',
};

export const APPOINTMENT: Appointment = {
  id: '01JDTESTAPPOINTMENT0000000',
  version: 1,
  client: { id: 'c2', name: 'Avery Brooks' },
  status: 'booked',
  participants: [
    { seat: 's1', role: 'provider', name: 'Jordan Ellis', me: false },
    { seat: 's2', role: 'client', name: 'Avery Brooks', me: true },
  ],
  starts_at: '2026-11-24T20:00:00Z',
  ends_at: '2026-11-24T20:50:00Z',
  opens_at: '2026-11-24T19:00:00Z',
  closes_at: '2026-11-24T22:50:00Z',
  can_join: true,
  local: '2026-11-24T15:00',
  zone: 'America/New_York',
  minutes: 50,
  location: 'video',
  room_path: '/room/01JDTESTAPPOINTMENT0000000',
  created_at: '2026-11-20T20:00:00Z',
  cancelled_at: null,
  cancelled_by: null,
  actions: ['join'],
  reason: null,
  service: null,
  buffer_before: 0,
  buffer_after: 0,
  overlaps: [],
  series: null,
  marks: [],
  undecided: false,
  late: false,
  late_after: null,
  provider_ids: [],
};

export function person(change: Partial<Person> = {}): Person {
  return {
    seat: 's1',
    name: 'Jordan Ellis',
    role: 'provider',
    host: true,
    state: 'here',
    mic: true,
    cam: false,
    screen: false,
    hand: false,
    paused: [],
    speaking: false,
    quality: 'good',
    stream: null,
    screenStream: null,
    ...change,
  };
}

export function note(change: Partial<Note> = {}): Note {
  return {
    n: 1,
    id: 'n1',
    seat: 's1',
    name: 'Jordan Ellis',
    at: '2026-11-24T20:01:00Z',
    mine: false,
    sent: true,
    ...change,
  };
}

function media(calls: unknown[][], works: boolean): FakeMedia {
  const tell = (name: string) => async (value?: unknown) => void calls.push([name, value]);
  return {
    mic: signal(works),
    cam: signal(works),
    screen: signal(false),
    stream: signal(works ? new MediaStream() : null),
    screenStream: signal(null),
    level: signal(0.4),
    silent: signal(false),
    problems: signal<Problem[]>([]),
    devices: signal({ cameras: [{ id: 'c1', label: 'Front' }], microphones: [], speakers: [] }),
    chosen: signal({ camera: 'c1', microphone: '', speaker: '' }),
    canShare: false,
    canPickSpeaker: signal(false),
    canSwitchCamera: signal(false),
    canBlur: signal(false),
    blur: signal(false),
    needsTap: signal(false),
    paused: signal<PausedMedia[]>([]),
    open: tell('open'),
    setMic: tell('setMic'),
    setCam: tell('setCam'),
    share: tell('share'),
    useCamera: tell('useCamera'),
    useMicrophone: tell('useMicrophone'),
    useSpeaker: tell('useSpeaker'),
    switchCamera: tell('switchCamera'),
    setBlur: tell('setBlur'),
    play: () => () => undefined,
    resume: () => void calls.push(['resume']),
  };
}

export function fakeCall(phase: Phase, works = true): FakeCall {
  const calls: unknown[][] = [];
  const tell =
    (name: string) =>
    (...values: unknown[]) =>
      void calls.push([name, ...values]);
  const later =
    (name: string) =>
    async (...values: unknown[]) =>
      void calls.push([name, ...values]);
  return {
    calls,
    inst: undefined,
    phase: signal(phase),
    why: signal(''),
    link: signal('up'),
    status: signal(''),
    lobby: signal(null),
    me: signal({
      seat: 's2',
      name: 'Avery Brooks',
      role: 'client',
      host: false,
      hand: false,
      speaking: false,
      quality: 'good',
    }),
    people: signal<Person[]>([]),
    waiting: signal<Person[]>([]),
    notes: signal<Note[]>([]),
    room: signal({ locked: false, sharing: true, chat: true, show: null }),
    times: signal(null),
    ringing: signal(false),
    local: media(calls, works),
    check: {
      result: signal(WORKS),
      running: signal(false),
      run: later('run'),
      playTone: later('tone'),
      setHeard: tell('setHeard'),
    },
    join: later('join'),
    leave: tell('leave'),
    end: tell('end'),
    admit: tell('admit'),
    admitAll: tell('admitAll'),
    remove: tell('remove'),
    setSwitch: tell('setSwitch'),
    sendNote: tell('sendNote'),
    attach: tell('attach'),
    show: tell('show'),
    setHand: tell('setHand'),
    useHere: later('useHere'),
    report: tell('report'),
    stopRinging: tell('stopRinging'),
    proof: async () => [],
    dispose: tell('dispose'),
  };
}
