import { useState } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import * as clients from '../api/clients';
import { useApi } from '../api/resource';
import { serverNow } from '../kernel/server-clock';
import { timesAroundGap, zonedTimeAt, zonedTimesOf } from '../kernel/time-zones';
import { clientPath } from '../session/paths';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { later } from '../ui/later';

const BookDialog = later(() => import('./book-dialog'));
const DAY_MS = 86_400_000;

interface BookNextProps {
  of: Appointment;
  /** Whether the dialog is open at once, as after a visit. */
  isOpen?: boolean;
}

/** What follows a visit: its note, and another visit, a week later at the same time of the clock. */
export function BookNext({ of, isOpen: isOpenAtOnce = false }: BookNextProps) {
  const [isOpen, setOpen] = useState(isOpenAtOnce);
  // Read once: the suggestion must not move while the form is open.
  const [at] = useState(() => weekAfter(of, serverNow()));
  const client = useApi(`client:${of.client.id}`, () => clients.client(of.client.id)).data;
  return (
    <>
      <a class="button" href={`${clientPath(of.client.id, 'notes')}?write`}>
        <Icon path={icons.pencil} />
        Write a note
      </a>
      <button type="button" class="primary" onClick={() => setOpen(true)}>
        <Icon path={icons.plus} />
        Book the next visit
      </button>
      {isOpen && client && (
        <BookDialog client={client} at={at} like={of} onClose={() => setOpen(false)} onDone={() => setOpen(false)} />
      )}
    </>
  );
}

/** Returns the same weekday and time of the clock in the zone of the booking, in the first week that is not over. */
export function weekAfter({ starts_at: start, zone }: Pick<Appointment, 'starts_at' | 'zone'>, now: number): number {
  const { local } = zonedTimeAt(Date.parse(start), zone);
  const day = Date.parse(`${local.slice(0, 10)}T00:00Z`);
  for (let weeks = 1; ; weeks += 1) {
    const date = new Date(day + weeks * 7 * DAY_MS).toISOString().slice(0, 10);
    const then = `${date}${local.slice(10)}`;
    // A time that the clock skips is the later of the two that it may mean.
    const at = (zonedTimesOf(then, zone)[0] ?? timesAroundGap(then, zone).at(-1))?.at;
    if (at === undefined || at > now) return at ?? now;
  }
}
