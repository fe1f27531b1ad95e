import { useRef } from 'preact/hooks';
import * as door from '../api/appointments';
import { useApi } from '../api/resource';
import { Refused, Skeleton } from '../ui/loaded';
import { GOES_ON_MS } from './agenda';
import { isOver, useNow } from './room-hours';
import { Join } from './join-link';
import { listed, others } from './participants';
import { When } from './appointment-time';

/** On a client's first page: what comes next, and the way in. */
export function NextAppointment() {
  const from = useRef(new Date(Date.now() - GOES_ON_MS).toISOString()).current;
  const list = useApi('appointments:next', () => door.appointments({ from }));
  const items = list.data?.items ?? [];
  const now = useNow(items);
  if (!list.data) return list.refusal ? <Refused refusal={list.refusal} retry={list.reload} /> : <Skeleton lines={2} />;
  const next = items.find((each) => each.status === 'booked' && !isOver(each, now));
  if (!next) return null;
  return (
    <section class="card next-card" aria-labelledby="next">
      <div>
        <h2 id="next">Next appointment</h2>
        <p>
          <a href={`/client/appointments/${next.id}`}>Video visit with {listed(others(next))}</a>
        </p>
        <p>
          <When of={next} />
        </p>
      </div>
      <Join of={next} now={now} />
    </section>
  );
}
