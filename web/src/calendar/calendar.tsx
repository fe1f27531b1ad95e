import { useLocation } from 'preact-iso';
import type { Appointment } from '../api/appointments';
import { localDayOf } from '../appointments/appointment-list';
import { BookButton, emptyOf, STAFF, useBooking } from '../appointments/booking';
import { later } from '../ui/later';
import { Page } from '../ui/page';
import { addressOf, dateOf, viewOf } from './address';
import { CalendarMenu } from './calendar-menu';
import { DayViews } from './day-views';
import { StaffAgenda } from './staff-agenda';
import { useWide } from './use-wide';
import { Views } from './views';
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
  const booking = useBooking(show);
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
        <StaffAgenda
          href={HREF}
          base={STAFF}
          empty={emptyOf(() => booking.open())}
          views={views}
          waitlist="#waitlist"
          hasNowCard
        />
      )}
      <Waitlist />
      {booking.dialog()}
    </Page>
  );
}
