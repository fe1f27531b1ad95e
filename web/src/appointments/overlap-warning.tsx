import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';
import * as appointmentsApi from '../api/appointments';
import type { Appointment, Overlap, OverlapQuestion } from '../api/appointments';
import { localZone } from '../kernel/time-zones';
import { Callout } from '../ui/page';
import * as icons from '../ui/icons';
import { spanOf, spanWords } from './time-words';

const TYPING_PAUSE_MS = 300;
const TAKEN = 'Choose another time, or go on to book it anyway.';

/** The names of the people who may be busy, by person or client id. */
export type NamesById = Record<string, string | undefined>;

interface OverlapWarningProps {
  /** The people and the time; null while one of them is missing. */
  question: OverlapQuestion | null;
  names: NamesById;
}

/** Warns while the form is filled in; the booking stays possible. */
export function OverlapWarning({ question, names }: OverlapWarningProps) {
  const overlaps = useOverlaps(question);
  return (
    <div role="status">
      {overlaps === null && (
        <Callout tone="amber" icon={icons.alert}>
          Whether this time is free is not known: it could not be checked. You can go on all the same.
        </Callout>
      )}
      {overlaps !== null && overlaps.length > 0 && (
        <Callout tone="amber" icon={icons.alert}>
          <p>
            <strong>This time is taken.</strong> {needsLeave(overlaps) ? TAKEN : 'You can go on all the same.'}
          </p>
          <ul>
            {overlaps.map((each) => (
              <li key={`${each.provider_id ?? each.client_id}${each.starts_at}`}>{overlapWords(each, names)}</li>
            ))}
          </ul>
        </Callout>
      )}
    </div>
  );
}

/** Whether a provider is busy; a client may have two appointments at one time. */
function needsLeave(overlaps: readonly Overlap[]): boolean {
  return overlaps.some((each) => each.provider_id);
}

/** Returns a sentence such as `You have another appointment, 10:00 – 10:50 AM EST.` */
export function overlapWords(overlap: Overlap, names: NamesById): string {
  const name = names[overlap.provider_id ?? overlap.client_id ?? ''];
  const who = overlap.me ? 'You have' : `${name ?? 'One of these people'} has`;
  return `${who} another appointment, ${spanWords(spanOf(overlap), localZone())}.`;
}

/** Returns what is added to the message after a booking: that it is double, or may be; '' for a free time. */
export function bookedTwiceWords({ overlaps }: Pick<Appointment, 'overlaps'>): string {
  if (overlaps === null) return ' Whether there is another appointment at the same time could not be checked.';
  return overlaps.length ? ' There is another appointment at the same time.' : '';
}

/** Returns the overlaps, none while they are loading, and null if they cannot be loaded. */
function useOverlaps(question: OverlapQuestion | null): Overlap[] | null {
  const [overlaps, setOverlaps] = useState<Overlap[] | null>([]);
  const key = question && JSON.stringify(question);
  useEffect(() => {
    setOverlaps([]);
    if (!key) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      const take = (found: Overlap[] | null): void => {
        if (isCurrent) setOverlaps(found);
      };
      const answer = appointmentsApi.findOverlaps(JSON.parse(key) as OverlapQuestion);
      answer.then(
        ({ items }) => take(items),
        (reason: unknown) => take(isRefused(reason) ? [] : null),
      );
    }, TYPING_PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key]);
  return overlaps;
}

/** Whether the server refused the question itself, as it will refuse the booking, with a sentence at the field. */
function isRefused(reason: unknown): boolean {
  return reason instanceof ApiError && [404, 422].includes(reason.status);
}
