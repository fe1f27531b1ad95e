import { hasZoneOffsets, setZoneOffsets, zonedTimeAt } from '../kernel/time-zones';
import { ApiError } from './api-error';
import { api, request } from './client';
import type { components } from './schema';

type Appointment = Pick<components['schemas']['AppointmentShape'], 'zone' | 'local' | 'starts_at'>;

export const timeZones = () => request(api.GET('/time-zones'));

/**
 * Loads a zone's offsets, so that times of the zone are those of the server's table.
 *
 * Raises: ApiError, for a zone that the server does not know.
 */
export async function loadZone(zone: string): Promise<string> {
  if (hasZoneOffsets(zone)) return zone;
  const { offsets } = await request(api.GET('/time-zone-offsets', { params: { query: { zone, old_names: true } } }));
  setZoneOffsets(
    zone,
    offsets.map(({ since, minutes }) => ({ since: Date.parse(since), minutes })),
  );
  return zone;
}

/** Returns the appointments, once their times can be shown as the server sees them. */
export async function withZones(appointments: Appointment[]): Promise<Appointment[]> {
  const other = appointments.filter((each) => zonedTimeAt(Date.parse(each.starts_at), each.zone).local !== each.local);
  await Promise.all(other.map((each) => loadZone(each.zone).catch((reason: unknown) => takeOffsetOf(each, reason))));
  return appointments;
}

/**
 * Takes the offset of the appointment itself, when the zone's offsets cannot be loaded.
 *
 * If the server does not know the zone, it reads it as UTC, so there are no others; otherwise they are loaded later.
 */
function takeOffsetOf({ zone, local, starts_at: start }: Appointment, reason: unknown): void {
  const minutes = Math.round((Date.parse(`${local}Z`) - Date.parse(start)) / 60_000);
  setZoneOffsets(zone, [{ since: -Infinity, minutes }], reason instanceof ApiError && reason.status === 422);
}
