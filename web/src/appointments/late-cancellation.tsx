import type { Appointment } from '../api/appointments';
import type { BookableService } from '../api/booking';
import { serverNow } from '../kernel/server-clock';
import { me } from '../session/session';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { momentWords } from './time-words';

type Cancellable = Pick<Appointment, 'late_after'>;

/** Whether the reader would cancel late; staff never do. */
export function isLateNow({ late_after }: Cancellable): boolean {
  return me.value?.role === 'client' && !!late_after && serverNow() > Date.parse(late_after);
}

/** Tells a client until when they cancel in time, or that it is too late for that. */
export function LateWords({ of, isLate }: { of: Cancellable; isLate: boolean }) {
  if (me.value?.role !== 'client' || !of.late_after) return null;
  if (!isLate) return <p>{lateWords(of.late_after)}</p>;
  return (
    <Callout tone="amber" icon={icons.alert}>
      <strong>This is a late cancellation.</strong> {lateWords(of.late_after)}
    </Callout>
  );
}

/** Returns until when a client can still cancel in time, with its label; nothing to who cannot cancel, or never late. */
export function cancelByLine({ late_after, actions }: Appointment, now: number): [label: string, words: string | null] {
  const isOffered = me.value?.role === 'client' && actions.includes('cancel');
  if (!isOffered || !late_after) return ['Cancel by', null];
  return now > Date.parse(late_after) ? ['Cancellation', ALL_LATE] : ['Cancel by', momentWords(late_after)];
}

/** Returns what a client should know about the notice period before they book a visit; '' without a period. */
export function noticeWords({ notice_period, bookable }: BookableService, start: string): string {
  if (!notice_period) return '';
  const lateAfter = Date.parse(start) - notice_period * 60_000;
  const isOver = serverNow() > lateAfter;
  // A request can be withdrawn at any time, and a period that is over when it is confirmed does not begin.
  if (bookable === 'request') return isOver ? '' : `Once it is confirmed: ${wordsBefore(lateAfter)}`;
  return isOver ? ALL_LATE : wordsBefore(lateAfter);
}

function wordsBefore(lateAfter: number): string {
  return lateWords(new Date(lateAfter).toISOString());
}

function lateWords(lateAfter: string): string {
  return `Cancellations after ${momentWords(lateAfter)} are late. Your practice may charge for them.`;
}

const ALL_LATE = 'Any cancellation is late. Your practice may charge for it.';
