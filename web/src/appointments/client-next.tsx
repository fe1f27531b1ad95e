import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import { useApi } from '../api/resource';
import type { Client } from '../api/types';
import { appointmentsPath } from '../session/paths';
import { localZone } from '../kernel/time-zones';
import { serverNow } from '../kernel/server-clock';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { LONGEST_VISIT_MS } from './agenda';
import { isMine } from './appointment-list';
import { LocationMark } from '../practice/location-mark';
import { isOpen, isOver, useNow } from './room-hours';
import { isAhead } from './states';
import { spanOf, whenWords } from './time-words';

/** Shows a client's next appointment, and the way into its room while that is open. */
export function ClientNext({ client }: { client: Client }) {
  const from = useRef(new Date(serverNow() - LONGEST_VISIT_MS).toISOString()).current;
  const { data: list, error } = useApi(`appointments:next:${client.id}`, () =>
    appointmentsApi.appointments({ from, client: client.id }),
  );
  const now = useNow(list?.items ?? []);
  // The line has its place from the start, so that the tabs below do not move.
  if (!list) return error ? null : <p class="profile-next muted">Next appointment …</p>;
  const next = list.items.find((each) => isAhead(each) && !isOver(each, now));
  if (!next) return <p class="profile-next muted">No next appointment</p>;
  return (
    <p class="profile-next">
      <span>
        <span class="muted">{Date.parse(next.starts_at) <= now ? 'Appointment now' : 'Next appointment'}</span>{' '}
        <a href={`${appointmentsPath()}/${next.id}`}>{whenWords(spanOf(next), localZone())}</a>{' '}
        <LocationMark of={next.location} />
      </span>
      {isOpen(next, now) && isMine(next) && (
        <a class="button primary" href={next.room_path ?? undefined}>
          <Icon path={icons.video} />
          Start video
        </a>
      )}
    </p>
  );
}
