import { useLocation } from 'preact-iso';
import type { Appointment } from '../api/appointments';
import { Agenda } from '../appointments/agenda';
import { BookButton, emptyOf, STAFF, useBooking } from '../appointments/booking';
import { localDayOf } from '../appointments/appointment-list';
import { Page } from '../ui/page';
import { addressOf, dateOf, viewOf } from './address';
import { DayViews } from './day-views';
import { useWide } from './use-wide';
import { Views } from './views';
import './calendar.css';

const HREF = '/provider/calendar';

/** Shows a provider's appointments as a week, a day or a list. */
export default function Calendar() {
  const { query, route } = useLocation();
  const isWide = useWide();
  const view = viewOf(query, isWide);
  const date = dateOf(query);
  const isGrid = view === 'week' || view === 'day';
  const show = (booked: Appointment): void => {
    if (isGrid) route(addressOf(HREF, view, localDayOf(booked)), true);
  };
  const booking = useBooking(show);
  const views = <Views href={HREF} view={view} isWide={isWide} date={query['day']} />;
  return (
    <Page title="Calendar" side={<BookButton onPress={() => booking.open()} />}>
      {isGrid ? (
        <DayViews href={HREF} base={STAFF} view={view} date={date} views={views} onBook={booking.open} />
      ) : (
        <Agenda href={HREF} base={STAFF} empty={emptyOf(() => booking.open())} views={views} hasNowCard />
      )}
      {booking.dialog()}
    </Page>
  );
}
