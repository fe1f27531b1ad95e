import type { Appointment } from '../api/appointments';
import { Icon } from '../ui/icons';
import { isOpen, isOver } from './clock';
import { day, dayWords, timeWords } from './words';
import { ownZone } from './zones';

/** The way into the room, or why there is none yet. */
export function Join({ of, now }: { of: Appointment; now: number }) {
  if (isOpen(of, now)) return <JoinLink of={of} />;
  const why = whyNot(of, now);
  return why ? <p class="hint">{why}</p> : null;
}

export function JoinLink({ of }: { of: Appointment }) {
  return (
    <a class="button primary" href={of.room_path}>
      <Icon name="video" />
      Join
    </a>
  );
}

function whyNot(of: Appointment, now: number): string {
  if (of.status === 'cancelled') return 'This appointment was cancelled. Its room stays closed.';
  if (isOver(of, now)) return '';
  const opens = Date.parse(of.opens_at);
  const zone = ownZone();
  const isToday = day(opens, zone) === day(now, zone);
  const on = isToday ? '' : ` on ${dayWords(opens, zone)}`;
  return `The room opens at ${timeWords(opens, zone)}${on}, an hour before the start.`;
}
