import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import { useApi } from '../api/resource';
import { serverNow } from '../kernel/server-clock';
import { LoadError, Skeleton } from '../ui/load-states';
import { LONGEST_VISIT_MS } from './agenda';
import { visitWords } from '../practice/location-mark';
import { AppointmentCard } from './now-card';
import { joinNames, others } from './participants';
import { isOver, useNow } from './room-hours';
import { isAhead } from './states';

const MINE = '/client/appointments';

/** Shows the next appointment, on a client's home page. */
export function NextAppointment() {
  const from = useRef(new Date(serverNow() - LONGEST_VISIT_MS).toISOString()).current;
  const list = useApi('appointments:next', () => appointmentsApi.appointments({ from }));
  const items = list.data?.items ?? [];
  const now = useNow(items);
  const next = items.find((each) => isAhead(each) && !isOver(each, now));
  if (!list.data && list.error) return <LoadError error={list.error} retry={list.reload} />;
  if (!list.data) return <Skeleton lines={2} />;
  if (!next) return <NoneAhead />;
  const name = `${visitWords(next.location)} with ${joinNames(others(next))}`;
  return <AppointmentCard title="Next appointment" of={next} now={now} base={MINE} name={name} />;
}

function NoneAhead() {
  return (
    <section class="card" aria-labelledby="none-ahead">
      <h2 id="none-ahead">Appointments</h2>
      <p>
        None ahead. <a href="/client/book">Book a visit</a>, and it appears here with all you need for it.{' '}
        <a href={`${MINE}?view=past`}>Past appointments</a>
      </p>
    </section>
  );
}
