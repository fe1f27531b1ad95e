import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import { localZone } from '../kernel/time-zones';
import { AppointmentTime } from './appointment-time';
import { isMine } from './appointment-list';
import { JoinLink, JoinOrReason } from './join-link';
import { LocationMark } from '../practice/location-mark';
import { withOthers, titleOf } from './participants';
import { isOpen, isOver } from './room-hours';
import { dayOf, spanOf, spanWords } from './time-words';
import { isAhead } from './states';
import { WhereRow } from './visit-place';

interface AppointmentCardProps {
  title: string;
  of: Appointment;
  now: number;
  /** The path before an appointment's id: `/provider/appointments`. */
  base: string;
  name: ComponentChildren;
}

/** Shows one appointment as a card: who, when, and where or the link into its room. */
export function AppointmentCard({ title, of, now, base, name }: AppointmentCardProps) {
  const id = useId();
  return (
    <section class="card next-card" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        <p class="next-who">
          <a href={`${base}/${of.id}`}>{name}</a>
        </p>
        <p class="when">
          <AppointmentTime of={of} />
        </p>
        <WhereRow of={of} />
      </div>
      <JoinOrReason of={of} now={now} />
    </section>
  );
}

/** Shows the reader's visit that is on now, or the next one of today (`currentOf`), in a thin line. */
export function NowCard({ of, now, base }: Pick<AppointmentCardProps, 'of' | 'now' | 'base'>) {
  const isOn = Date.parse(of.starts_at) <= now;
  const title = isOn ? 'Now' : 'Next';
  return (
    <section class={isOn ? 'strip now-card' : 'strip'} aria-label={title}>
      <p>
        <strong>{title}</strong> <a href={`${base}/${of.id}`}>{titleOf(of)}</a>{' '}
        <span class="hint">
          {spanWords(spanOf(of), localZone())} {withOthers(of)} <LocationMark of={of.location} />
        </span>
      </p>
      {isOpen(of, now) && <JoinLink of={of} />}
    </section>
  );
}

/**
 * Returns the reader's own appointment that is on at this time; else the next one that begins today.
 *
 * Unconfirmed requests are listed elsewhere.
 */
export function currentOf(appointments: Appointment[], now: number): Appointment | undefined {
  const own = appointments
    .filter((each) => isAhead(each) && each.status !== 'requested' && isMine(each) && !isOver(each, now))
    .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const begun = own.filter((each) => Date.parse(each.starts_at) <= now && now < Date.parse(each.ends_at));
  const today = dayOf(now, localZone());
  const later = own.filter((each) => Date.parse(each.starts_at) > now);
  return begun.at(-1) ?? later.find((each) => dayOf(Date.parse(each.starts_at), localZone()) === today);
}
