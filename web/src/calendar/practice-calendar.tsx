import { useLocation } from 'preact-iso';
import { useId } from 'preact/hooks';
import type { Named } from '../api/types';
import { NoAppointments } from '../appointments/agenda';
import { localDayOf } from '../appointments/appointment-list';
import { BookButton, emptyOf, useBooking } from '../appointments/booking';
import { Page } from '../ui/page';
import { addressOf, dateOf, viewOf, type View } from './address';
import { DayViews } from './day-views';
import { StaffAgenda } from './staff-agenda';
import { useWide } from './use-wide';
import { Views } from './views';
import './calendar.css';

const HREF = '/admin/calendar';
const WAITLIST = '/admin/waitlist';
const BASE = '/admin/appointments';

/** Shows an Admin the appointments of all providers, or of one. */
export default function PracticeCalendar() {
  const { query, route } = useLocation();
  const isWide = useWide();
  const view = viewOf(query, isWide);
  const provider = query['provider'] ?? null;
  const href = provider ? `${HREF}?provider=${encodeURIComponent(provider)}` : HREF;
  const views = <Views href={href} view={view} isWide={isWide} date={query['day']} />;
  const date = dateOf(query);
  const isGrid = view === 'week' || view === 'day';
  const filters = (providers: Named[], whose: string | null) => (
    <ProviderFilter providers={providers} chosen={whose} hasAll={isWide} view={view} date={date} />
  );
  const booking = useBooking((booked) => {
    if (isGrid) route(addressOf(href, view, localDayOf(booked)), true);
  });
  const empty = {
    ...emptyOf(() => booking.open()),
    past: <NoAppointments>No past appointments yet.</NoAppointments>,
  };
  return (
    <Page title="Calendar" side={<HeadActs onBook={() => booking.open(undefined, provider ?? undefined)} />}>
      {isGrid ? (
        <DayViews {...{ href, view, date, provider, views, filters }} base={BASE} onBook={booking.open} />
      ) : (
        <StaffAgenda href={HREF} base={BASE} views={views} empty={empty} waitlist={WAITLIST} />
      )}
      {booking.dialog()}
    </Page>
  );
}

function HeadActs({ onBook }: { onBook: () => void }) {
  return (
    <div class="head-acts">
      <a class="button" href={WAITLIST}>
        Waitlist
      </a>
      <BookButton onPress={onBook} />
    </div>
  );
}

interface ProviderFilterProps {
  providers: Named[];
  chosen: string | null;
  /** Whether all providers fit beside each other. */
  hasAll: boolean;
  view: View;
  date: string;
}

/** Asks whose calendar to show; a calendar of one provider names no others. */
function ProviderFilter({ providers, chosen, hasAll, view, date }: ProviderFilterProps) {
  const { route } = useLocation();
  const id = useId();
  const choose = (provider: string): void =>
    route(addressOf(provider ? `${HREF}?provider=${encodeURIComponent(provider)}` : HREF, view, date));
  return (
    <div class="field provider-filter">
      <label class="unseen" for={id}>
        Provider
      </label>
      <select id={id} value={chosen ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        {hasAll && <option value="">All providers</option>}
        {providers.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
    </div>
  );
}
