import { formatIn, localZone } from '../kernel/time-zones';
import type { DeviceState, Quality } from './types';
import type { DeviceResult, WaitingEvent } from './signaling/protocol.generated';

const STATES: Record<DeviceState, string> = {
  ok: 'works',
  refused: 'is not allowed',
  missing: 'not found',
  busy: 'is in use elsewhere',
  silent: 'is silent',
  untested: 'not tested',
  off: 'is off',
};
const NETWORK = { ok: 'Connection good', slow: 'Connection slow', blocked: 'Connection blocked', untested: '' };

export const QUALITY: Record<Quality, string> = {
  good: '',
  weak: 'Weak connection',
  lost: 'Reconnecting',
  'audio-only': 'Audio only',
};

export interface CheckLine {
  good: boolean;
  words: string;
}

/** Returns one line per tested device of a device check. */
export function checkLines(result: DeviceResult): CheckLine[] {
  const of = (name: string, state: DeviceState): CheckLine => ({
    good: state === 'ok',
    words: `${name} ${STATES[state]}`,
  });
  return [
    of('Camera', result.camera),
    of('Microphone', result.microphone),
    ...(result.speaker === 'untested' ? [] : [of('Sound', result.speaker)]),
    ...(result.network === 'untested' ? [] : [{ good: result.network === 'ok', words: NETWORK[result.network] }]),
  ];
}

/** Says what the providers know of the client: no more than is certain. */
export function waitingWords(hostKnows: WaitingEvent['host_knows'], names: string[]): string {
  // Of several providers, one has looked; the mail went to all of them.
  if (hostKnows === 'seen')
    return `${names.length > 1 ? 'One of your providers' : names[0]} can see that you are waiting.`;
  const all = names.join(' and ');
  if (hostKnows === 'mailed') return `We’ve e-mailed ${all} that you are here.`;
  return `We’ll tell ${all} that you are here.`;
}

const DAY_AND_TIME: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
};

/** Returns a time such as `on Tue, Nov 24, 2:00 PM CST`, in the reader's time zone. */
export function dayAndTime(instant: string): string {
  return `on ${formatIn(localZone(), DAY_AND_TIME, Date.parse(instant))}`;
}

/** Returns a span such as `Tue, Nov 24, 2:00 – 2:50 PM CST`. */
export function timeSpan(from: string, to: string): string {
  return formatIn(localZone(), DAY_AND_TIME, Date.parse(from), Date.parse(to));
}

export function shortTime(instant: string): string {
  return formatIn(localZone(), { hour: 'numeric', minute: '2-digit' }, Date.parse(instant));
}

/** Returns at most two initials, such as `DW`. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  return `${parts[0]?.[0] ?? ''}${parts.length > 1 ? (parts.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
}

/** Returns a size such as `1.2 MB`. */
export function sizeWords(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
