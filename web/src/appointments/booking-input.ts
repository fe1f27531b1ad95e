import type { Booking, OverlapQuestion, Times } from '../api/appointments';
import type { Location } from '../api/booking';
import { dayIn } from '../kernel/dates';
import { toIso } from '../kernel/time-zones';
import { me } from '../session/session';
import { ruleOf, type RepeatInput } from '../series/rule';
import { timesOf, type ParsedTime, type TimeInput } from './time-input';

export interface BookingInput extends TimeInput {
  client: string;
  /** A visit service's id; empty for an appointment without one. */
  service: string;
  /** Where it takes place if it has no service, which decides that. */
  location: Location;
  providers: string[];
  participants: string[];
  /** What was chosen about repeats; null for a visit that does not repeat. */
  repeat: RepeatInput | null;
  /** The days on which a series has no visit. */
  skip: string[];
}

/** Returns whose time it takes: the provider who books, or the one whom an Admin has chosen; '' for none. */
export function bookedFor({ providers }: BookingInput): string {
  return (me.value?.role === 'provider' ? me.value.person.id : providers[0]) ?? '';
}

export function bookingOf(values: BookingInput, when: Times): Booking {
  const mine = me.value?.role === 'provider' ? [me.value.person.id] : [];
  return {
    client_id: values.client,
    ...when,
    ...(values.service ? { service: values.service } : { location: values.location }),
    // The server adds the provider who books, who is named only together with other providers.
    ...(values.providers.length ? { provider_ids: [...mine, ...values.providers] } : {}),
    ...(values.participants.length ? { participant_ids: values.participants } : {}),
    ...repeatOf(values, when.starts_at),
  };
}

function repeatOf({ repeat, skip }: BookingInput, startsAt: string): Pick<Booking, 'repeat'> {
  if (!repeat) return {};
  const rule = ruleOf(repeat, dayIn(startsAt, me.value?.practice.zone ?? 'UTC'));
  return rule ? { repeat: { rule, skip } } : {};
}

/** Returns the question whether the people are free; null while the time is not known. */
export function questionOf(values: BookingInput, { start, minutes }: ParsedTime): OverlapQuestion | null {
  if (!values.client || !start || minutes === undefined) return null;
  const { client_id, provider_ids, participant_ids, service } = bookingOf(
    values,
    timesOf({ start, minutes, errors: {} }, ''),
  );
  return { client_id, provider_ids, participant_ids, service, starts_at: toIso(start), minutes };
}
