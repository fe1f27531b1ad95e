import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { LONGEST_VISIT_MS } from '../appointments/agenda';

/** Returns all appointments that take place between two instants, also those that began earlier. */
export async function loadBetween(start: number, end: number): Promise<Appointment[]> {
  const query = { from: iso(start - LONGEST_VISIT_MS), to: iso(end) };
  const all: Appointment[] = [];
  let cursor: string | undefined;
  do {
    const page = await appointmentsApi.appointments({ ...query, cursor });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return all;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
