import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import { useApi } from '../api/resource';
import { LoadError, Skeleton } from '../ui/load-states';
import { LONGEST_VISIT_MS } from './agenda';
import { isOver, useNow } from './room-hours';
import { JoinOrReason } from './join-link';
import { joinNames, others } from './participants';
import { AppointmentTime } from './appointment-time';
import { serverNow } from '../kernel/server-clock';

/** Shows the next appointment, on a client's home page. */
export function NextAppointment() {
  const from = useRef(new Date(serverNow() - LONGEST_VISIT_MS).toISOString()).current;
  const list = useApi('appointments:next', () => appointmentsApi.appointments({ from }));
  const items = list.data?.items ?? [];
  const now = useNow(items);
  if (!list.data) return list.error ? <LoadError error={list.error} retry={list.reload} /> : <Skeleton lines={2} />;
  const next = items.find((each) => each.status === 'booked' && !isOver(each, now));
  if (!next) return null;
  return (
    <section class="card next-card" aria-labelledby="next">
      <div>
        <h2 id="next">Next appointment</h2>
        <p>
          <a href={`/client/appointments/${next.id}`}>Video visit with {joinNames(others(next))}</a>
        </p>
        <p class="when">
          <AppointmentTime of={next} />
        </p>
      </div>
      <JoinOrReason of={next} now={now} />
    </section>
  );
}
