import { useEffect, useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Overlap, OverlapQuestion } from '../api/appointments';
import { useApi } from '../api/resource';
import { Callout } from '../ui/page';
import * as icons from '../ui/icons';
import { overlapWords, useOverlaps, type NamesById } from './overlaps';
import { FreeTimes, type TakenTime } from './taken-time';
import type { TimeInput } from './time-input';

interface TimeProblemProps {
  /** The people and the time; null while one of them is missing. */
  question: OverlapQuestion | null;
  names: NamesById;
  taken: TakenTime;
  zone: string;
  onChoose: (change: Partial<TimeInput>) => void;
  /** Whether several appointments were refused: no other time of one of them helps. */
  isSeries?: boolean;
}

/** Says under the time that it is taken, by what, and which times are free: one message, before and after sending. */
export function TimeProblem({ question, names, taken, zone, onChoose, isSeries = false }: TimeProblemProps) {
  const overlaps = useOverlaps(question);
  const box = useRef<HTMLDivElement>(null);
  const isRefused = taken.free !== null;
  useEffect(() => {
    if (isRefused) box.current?.focus();
  }, [isRefused]);
  const isTaken = isRefused || !!overlaps?.length;
  const mayGoOn = !isRefused && !overlaps?.some((each) => each.provider_id);
  return (
    <div ref={box} role="status" class="time-problem" tabIndex={-1}>
      {overlaps === null && !isRefused && (
        <Callout tone="amber" icon={icons.alert}>
          Whether this time is free is not known: it could not be checked. You can go on all the same.
        </Callout>
      )}
      {isTaken && (
        <Callout tone="amber" icon={icons.alert}>
          <p>
            <strong>{isSeries && isRefused ? 'Some of these dates are taken.' : 'This time is taken.'}</strong>{' '}
            {mayGoOn && 'You can go on all the same.'}
          </p>
          <ul>
            {overlaps?.map((each) => (
              <OverlapLine key={`${each.provider_id ?? each.client_id}${each.starts_at}`} of={each} names={names} />
            ))}
          </ul>
          {isRefused && !isSeries && <FreeTimes free={taken.free ?? []} zone={zone} onChoose={onChoose} />}
        </Callout>
      )}
    </div>
  );
}

/** Names the client of the other appointment, where the reader may see it. */
function OverlapLine({ of, names }: { of: Overlap; names: NamesById }) {
  const id = of.client_id ? null : of.appointment_id;
  const other = useApi(`appointment:${id ?? ''}`, async () => (id ? await appointmentsApi.appointment(id) : null)).data;
  return <li>{overlapWords(of, names, other?.client.name)}</li>;
}
