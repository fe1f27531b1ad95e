import type { Appointment } from '../api/appointments';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { isOpen, isOver } from './room-hours';
import { timeWords } from './time-words';
import { localZone } from '../kernel/time-zones';

/** Shows the link into the room, or why there is none yet; nothing for a visit without a room. */
export function JoinOrReason({ of, now }: { of: Appointment; now: number }) {
  if (of.location !== 'video') return null;
  if (isOpen(of, now)) return <JoinLink of={of} />;
  const why = whyNot(of, now);
  return why ? <p class="hint">{why}</p> : null;
}

export function JoinLink({ of }: { of: Appointment }) {
  return (
    <a class="button primary" href={of.room_path ?? undefined}>
      <Icon path={icons.video} />
      Join
    </a>
  );
}

function whyNot(of: Appointment, now: number): string {
  if (of.status === 'cancelled') return 'This appointment was cancelled. Its room stays closed.';
  if (of.status === 'declined') return 'This appointment was declined. Its room stays closed.';
  if (of.status === 'expired') return 'This request was not answered before its time.';
  if (of.status === 'requested') return 'The room opens once the appointment is confirmed.';
  if (isOver(of, now)) return '';
  // In the reader's time zone; the date is shown beside it.
  return `The room opens an hour before the start, at ${timeWords(Date.parse(of.opens_at), localZone())}.`;
}
