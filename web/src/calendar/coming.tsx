import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { useApi, type Resource } from '../api/resource';
import { LONGEST_VISIT_MS } from '../appointments/agenda';
import { currentOf, NowCard } from '../appointments/now-card';
import { serverNow } from '../kernel/server-clock';
import { isPending, Part } from '../ui/loaded';
import { Requests, useRequests } from './requests';

/** Loads what waits for an answer, what is on now and what comes next, whichever week is shown. */
export function useComing() {
  const from = useRef(new Date(serverNow() - LONGEST_VISIT_MS).toISOString()).current;
  const visits = useApi('appointments:coming', async () => (await appointmentsApi.appointments({ from })).items);
  const requests = useRequests();
  return { visits, requests, isLoading: isPending(visits) || isPending(requests) };
}

interface ComingProps {
  visits: Resource<Appointment[]>;
  requests: Resource<Appointment[]>;
  now: number;
  base: string;
}

/** Shows what waits for an answer, and the visit that is on or comes next today, in thin lines. */
export function Coming({ visits, requests, now, base }: ComingProps) {
  const current = currentOf(visits.data ?? [], now);
  if (!current && !visits.error && !requests.data?.length && !requests.error) return null;
  return (
    <div class="coming">
      <Part of={visits} what="The next visit">
        {() => current && <NowCard of={current} now={now} base={base} />}
      </Part>
      <Part of={requests} what="The requests">
        {(all) => <Requests of={all} base={base} />}
      </Part>
    </div>
  );
}
