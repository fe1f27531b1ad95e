import { useLocation } from 'preact-iso';
import type { Appointment } from '../api/appointments';
import { Agenda } from '../appointments/agenda';
import { localDayOf } from '../appointments/appointment-list';
import { BookButton, emptyOf, STAFF, useBooking } from '../appointments/booking';
import { later } from '../ui/later';
import { Page } from '../ui/page';
import { addressOf, dateOf, viewOf } from './address';
import { CalendarMenu } from './calendar-menu';
import { DayViews } from './day-views';
import { HeldTimes, useHeldTimes } from './held-times';
import { useRequests } from './requests';
import { useWide } from './use-wide';
import { Views } from './views';
import { Waiting } from './waiting';
import './calendar.css';

const HREF = '/provider/calendar';
const Waitlist = later(() => import('../appointments/waitlist-staff'));

/** Shows a provider's appointments as a week, a day or a list. */
export default function Calendar() {
  const { query, route } = useLocation();
  const isWide = useWide();
  const view = viewOf(query, isWide);
  const isGrid = view === 'week' || view === 'day';
  const show = (booked: Appointment): void => {
    if (isGrid) route(addressOf(HREF, view, localDayOf(booked)), true);
  };
  const requests = useRequests();
  const booking = useBooking(show);
  const held = useHeldTimes();
  const above = {
    isLoading: requests.isLoading || held.isLoading,
    part: (
      <>
        <Waiting requests={requests.data} base={STAFF} />
        <HeldTimes of={held.data} href="#waitlist" />
      </>
    ),
  };
  const views = <Views href={HREF} view={view} isWide={isWide} date={query['day']} />;
  const side = (
    <div class="head-acts">
      <CalendarMenu />
      <BookButton onPress={() => booking.open()} />
    </div>
  );
  return (
    <Page title="Calendar" side={side}>
      {isGrid ? (
        <DayViews href={HREF} base={STAFF} view={view} date={dateOf(query)} views={views} onBook={booking.open} />
      ) : (
        <Agenda href={HREF} base={STAFF} empty={emptyOf(() => booking.open())} views={views} above={above} hasNowCard />
      )}
      <Waitlist />
      {booking.dialog()}
    </Page>
  );
}
