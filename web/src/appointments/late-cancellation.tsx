import type { Appointment } from '../api/appointments';
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

/** Returns what a client should know about the notice period. */
export function lateWords(lateAfter: string): string {
  return `Cancellations after ${momentWords(lateAfter)} are late. Your practice may charge for them.`;
}
