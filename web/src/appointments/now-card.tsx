import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import { localZone } from '../kernel/time-zones';
import { AppointmentTime } from './appointment-time';
import { isMine } from './appointment-list';
import { JoinOrReason } from './join-link';
import { withOthers, titleOf } from './participants';
import { isOver } from './room-hours';
import { dayOf } from './time-words';
import { isAhead } from './states';

interface AppointmentCardProps {
  title: string;
  of: Appointment;
  now: number;
  /** The path before an appointment's id: `/provider/appointments`. */
  base: string;
  name: ComponentChildren;
  more?: string;
  isOn?: boolean;
}

/** Shows one appointment as a card: who, when, and the link into its room. */
export function AppointmentCard({ title, of, now, base, name, more, isOn }: AppointmentCardProps) {
  const id = useId();
  return (
    <section class={isOn ? 'card next-card now-card' : 'card next-card'} aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        <p class="next-who">
          <a href={`${base}/${of.id}`}>{name}</a>
          {more && <span class="hint">{more}</span>}
        </p>
        <p class="when">
          <AppointmentTime of={of} />
        </p>
      </div>
      <JoinOrReason of={of} now={now} />
    </section>
  );
}

/** Shows the reader's visit that is on now, or the next one of today (`currentOf`). */
export function NowCard({ of, now, base }: Pick<AppointmentCardProps, 'of' | 'now' | 'base'>) {
  const isOn = Date.parse(of.starts_at) <= now;
  return (
    <AppointmentCard
      title={isOn ? 'Now' : 'Next'}
      of={of}
      now={now}
      base={base}
      name={titleOf(of)}
      more={withOthers(of)}
      isOn={isOn}
    />
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
