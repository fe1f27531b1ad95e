import { request, api, withIdempotencyKey } from './client';
import type { components } from './schema';
import { withZones } from './time-zones';

type Schemas = components['schemas'];

export type AppointmentAction = Schemas['AppointmentAction'];
export type Participant = Schemas['ParticipantShape'];
/** Instants are ISO 8601 in UTC; `local` is the start in `zone`. */
export type Appointment = Schemas['AppointmentShape'];
export type Booking = Schemas['BookingBody'];
export type Overlap = Schemas['OverlapShape'];
/** People and a time; nothing is booked. */
export type OverlapQuestion = Schemas['BusyTimeBody'];
export type SeriesDate = Schemas['SeriesDateShape'];
export type SeriesScope = NonNullable<Schemas['AppointmentEdit']['scope']>;
/** Where to come, or whom to call. */
export type VisitPlace = Schemas['VisitPlaceShape'];
export type Times = Pick<Booking, 'starts_at' | 'zone'> & { minutes: number };

export interface AppointmentQuery {
  from?: string;
  to?: string;
  client?: string;
  provider?: string;
  status?: Appointment['status'];
  undecided?: boolean;
  cursor?: string;
}

const at = (id: string) => ({ params: { path: { appointment_id: id } } });

const withZone = async (read: Promise<Appointment>): Promise<Appointment> => {
  const one = await read;
  await withZones([one]);
  return one;
};

export const appointments = async (query: AppointmentQuery) => {
  const page = await request(api.GET('/appointments', { params: { query } }));
  await withZones(page.items);
  return page;
};
export const appointment = (id: string) => withZone(request(api.GET('/appointments/{appointment_id}', at(id))));
export const place = (id: string) => request(api.GET('/appointments/{appointment_id}/place', at(id)));
export const book = (body: Booking, key: string) =>
  withZone(request(api.POST('/appointments', { body, ...withIdempotencyKey(key) })));
export const findOverlaps = (body: OverlapQuestion) => request(api.POST('/appointments/overlaps', { body }));
/** The dates that a booking with `repeat` would have; nothing is booked. */
export const seriesDates = async (body: Booking) => {
  const dates = await request(api.POST('/appointments/series-dates', { body }));
  await withZones(dates.items);
  return dates;
};
export const reschedule = (id: string, body: Schemas['AppointmentEdit']) =>
  withZone(request(api.PATCH('/appointments/{appointment_id}', { ...at(id), body })));
/** A change of one visit names no scope. */
export const inScope = (scope: SeriesScope) => (scope === 'one' ? {} : { scope });
/** Refused for a client who cancels late, unless `allow_late` says that they were told. */
export const cancel = (id: string, body: Omit<Schemas['AppointmentEdit'], 'status'>) =>
  withZone(request(api.PATCH('/appointments/{appointment_id}', { ...at(id), body: { ...body, status: 'cancelled' } })));

export const confirm = (id: string, version: number) =>
  withZone(request(api.POST('/appointments/{appointment_id}/confirm', { ...at(id), body: { version } })));
/** Declines a request; the client reads the reason. */
export const decline = (id: string, version: number, reason: string) =>
  withZone(
    request(
      api.POST('/appointments/{appointment_id}/decline', { ...at(id), body: { version, reason: reason || null } }),
    ),
  );
export const arrive = (id: string, version: number) =>
  withZone(request(api.POST('/appointments/{appointment_id}/arrived', { ...at(id), body: { version } })));
export const complete = (id: string, version: number) =>
  withZone(request(api.POST('/appointments/{appointment_id}/completed', { ...at(id), body: { version } })));
/** Hands a visit over to another provider, perhaps at another time. */
export const changeProvider = (id: string, body: Schemas['ProviderBody']) =>
  withZone(request(api.POST('/appointments/{appointment_id}/provider', { ...at(id), body })));
export const markNoShow = (id: string, version: number) =>
  withZone(request(api.POST('/appointments/{appointment_id}/no-show', { ...at(id), body: { version } })));

/** The providers who have upcoming appointments with a client, but are not assigned to them. */
export const unattended = (client: string) =>
  request(api.GET('/clients/{client_id}/unattended', { params: { path: { client_id: client } } }));

export type Note = Schemas['NoteShape'];
export type VisitFile = Schemas['VisitFileShape'];
export type FactSheet = Schemas['FactSheetShape'];
export type Drop = Schemas['DropShape'];
export type Fee = Schemas['FeeShape'];

export const history = (id: string) => request(api.GET('/appointments/{appointment_id}/history', at(id)));
/** A presigned URL that is valid for one minute. `inst`: the page of a room that asks. */
export const fileAddress = (id: string, file: string, inst?: string) =>
  request(
    api.GET('/appointments/{appointment_id}/files/{file_id}', {
      params: { path: { appointment_id: id, file_id: file }, query: { inst } },
    }),
  );
