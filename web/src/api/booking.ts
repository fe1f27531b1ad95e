// What can be booked: visit services, working hours, free times; and the calendar of a practice.
import { request, requestAs, api, withIdempotencyKey } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

export type VisitService = Schemas['ServiceShape'];
export type VisitTerms = Required<Schemas['VisitTermsShape']>;
export type VisitServiceBody = Schemas['VisitServiceBody'];
export type Bookable = Schemas['Bookable'];
/** Where a visit takes place. */
export type Location = Schemas['Location'];
export type WorkingHours = Required<Schemas['HoursShape']>;
export type WeeklyPart = Schemas['WeeklyWindowShape'];
export type TimeRange = Schemas['WindowShape'];
export type DayException = Schemas['DayExceptionShape'];
export type TimeOff = Schemas['TimeOffShape'];
export type Holidays = Schemas['HolidaysShape'];
export type BookableService = Schemas['BookableServiceShape'];
/** A time at which a service can be booked. */
export type Slot = Schemas['SlotShape'];
export type CalendarEntry = Schemas['CalendarEntryShape'];
/** A time that is held for an offer of the waitlist. */
export type HeldTime = Schemas['HeldTimeShape'];
export type Calendar = Schemas['CalendarShape'];

export const addVisitService = (body: VisitServiceBody, key: string) =>
  request(api.POST('/visit-services', { body, ...withIdempotencyKey(key) }));
export const saveVisitService = (id: string, body: Schemas['VisitServiceEdit']) =>
  request(api.PUT('/visit-services/{service_id}', { params: { path: { service_id: id } }, body }));

const of = (provider: string) => ({ params: { path: { person_id: provider } } });
export const workingHours = (provider: string) =>
  requestAs<WorkingHours>(api.GET('/providers/{person_id}/hours', of(provider)));
export const saveWorkingHours = (provider: string, body: WorkingHours) =>
  requestAs<WorkingHours>(api.PUT('/providers/{person_id}/hours', { ...of(provider), body }));
export const holidays = () => request(api.GET('/practice/holidays'));
export const saveHolidays = (body: Holidays) => request(api.PUT('/practice/holidays', { body }));

export const bookableServices = () => request(api.GET('/bookable-services'));

/** Loads the number in the client's own profile, at which they are called for a visit by phone that they chose. */
export const ownNumber = async (chosen: string) =>
  (await request(api.GET('/bookable-services', { params: { query: { chosen } } }))).phone;

export interface AvailabilityQuery {
  service: string;
  provider?: string;
  /** Days, `YYYY-MM-DD`, in `zone`; the last one counts. */
  from: string;
  to: string;
  zone: string;
}
export const availability = (query: AvailabilityQuery) => request(api.GET('/availability', { params: { query } }));

export interface CalendarQuery {
  from: string;
  to: string;
  provider?: string;
  /** Where `from` and `to` are days; the last one counts. */
  zone?: string;
}
export const calendar = (query: CalendarQuery) => request(api.GET('/calendar', { params: { query } }));
