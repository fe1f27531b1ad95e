import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { useApi } from '../api/resource';
import { LONGEST_VISIT_MS } from '../appointments/agenda';
import { currentOf, NowCard } from '../appointments/now-card';
import { serverNow } from '../kernel/server-clock';
import { Requests, useRequests } from './requests';

/** Loads what waits for an answer, what is on now and what comes next, whichever week is shown. */
export function useComing() {
  const from = useRef(new Date(serverNow() - LONGEST_VISIT_MS).toISOString()).current;
  const visits = useApi('appointments:coming', async () => (await appointmentsApi.appointments({ from })).items);
  const requests = useRequests();
  const isLoading = requests.isLoading || (!visits.data && !visits.error);
  return { visits: visits.data ?? [], requests: requests.data, isLoading };
}

interface ComingProps {
  visits: Appointment[];
  requests: Appointment[];
  now: number;
  base: string;
}

/** Shows what waits for an answer, and the visit that is on or comes next today, in thin lines. */
export function Coming({ visits, requests, now, base }: ComingProps) {
  const current = currentOf(visits, now);
  if (!current && !requests.length) return null;
  return (
    <div class="coming">
      {current && <NowCard of={current} now={now} base={base} />}
      <Requests of={requests} base={base} />
    </div>
  );
}
