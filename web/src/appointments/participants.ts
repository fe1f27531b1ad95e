import type { Appointment } from '../api/appointments';
import { me } from '../session/session';

/** Returns the names of all participants but the reader. */
export function others({ participants }: Appointment): string[] {
  return participants.filter((each) => !each.me).map((each) => each.name);
}

/** Names the main person: for staff the client, for a client the provider. */
export function titleOf(appointment: Appointment): string {
  if (me.value?.role !== 'client') return appointment.client.name;
  return appointment.participants.find((each) => each.role === 'provider')?.name ?? 'Visit';
}

/** Names the remaining people: `with Sam Rivera and Morgan Lee`. */
export function withOthers(appointment: Appointment): string {
  const rest = others(appointment).filter((name) => name !== titleOf(appointment));
  return rest.length ? `with ${joinNames(rest)}` : '';
}

export function joinNames(names: string[]): string {
  return new Intl.ListFormat('en-US').format(names);
}
