import { useLocation } from 'preact-iso';
import { useId } from 'preact/hooks';
import type { Named } from '../api/types';
import { Agenda, NoAppointments } from '../appointments/agenda';
import { Page } from '../ui/page';
import { addressOf, dateOf, viewOf, type View } from './address';
import { DayViews } from './day-views';
import { HeldTimes, useHeldTimes } from './held-times';
import { useRequests } from './requests';
import { useWide } from './use-wide';
import { Views } from './views';
import { Waiting } from './waiting';
import './calendar.css';

const HREF = '/admin/calendar';
const WAITLIST = '/admin/waitlist';
const BASE = '/admin/appointments';

/** Shows an Admin the appointments of all providers, or of one. */
export default function PracticeCalendar() {
  const { query } = useLocation();
  const isWide = useWide();
  const view = viewOf(query, isWide);
  const provider = query['provider'] ?? null;
  const href = provider ? `${HREF}?provider=${encodeURIComponent(provider)}` : HREF;
  const views = <Views href={href} view={view} isWide={isWide} date={query['day']} />;
  const date = dateOf(query);
  const filters = (providers: Named[]) => (
    <ProviderFilter providers={providers} chosen={provider} view={view} date={date} />
  );
  const requests = useRequests();
  const held = useHeldTimes();
  const above = {
    isLoading: requests.isLoading || held.isLoading,
    part: (
      <>
        <Waiting requests={requests.data} base={BASE} />
        <HeldTimes of={held.data} href={WAITLIST} />
      </>
    ),
  };
  const empty = {
    ahead: <NoAppointments>No appointments ahead. Providers book them in their calendars.</NoAppointments>,
    past: <NoAppointments>No past appointments yet.</NoAppointments>,
  };
  return (
    <Page
      title="Calendar"
      side={
        <a class="button" href={WAITLIST}>
          Waitlist
        </a>
      }
    >
      {view === 'week' || view === 'day' ? (
        <DayViews {...{ href, view, date, provider, views, filters }} base={BASE} />
      ) : (
        <Agenda href={HREF} base={BASE} views={views} empty={empty} above={above} />
      )}
    </Page>
  );
}

interface ProviderFilterProps {
  providers: Named[];
  chosen: string | null;
  view: View;
  date: string;
}

/** Asks whose calendar to show; a calendar of one provider names no others. */
function ProviderFilter({ providers, chosen, view, date }: ProviderFilterProps) {
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
        <option value="">All providers</option>
        {providers.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
    </div>
  );
}
