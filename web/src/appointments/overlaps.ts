import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';
import * as appointmentsApi from '../api/appointments';
import type { Appointment, Overlap, OverlapQuestion } from '../api/appointments';
import { localZone } from '../kernel/time-zones';
import { spanOf, spanWords } from './time-words';

const TYPING_PAUSE_MS = 300;

/** The names of the people who may be busy, by person or client id. */
export type NamesById = Record<string, string | undefined>;

/**
 * Returns a sentence such as `You have another appointment, with Dana Wells, 10:00 – 10:50 AM EST.`
 *
 * `client`: the client of the other appointment, if the reader may see it.
 */
export function overlapWords(overlap: Overlap, names: NamesById, client = ''): string {
  const name = names[overlap.provider_id ?? overlap.client_id ?? ''];
  const who = overlap.me ? 'You have' : `${name ?? 'One of these people'} has`;
  return `${who} another appointment,${client && ` with ${client},`} ${spanWords(spanOf(overlap), localZone())}.`;
}

/** Returns what is added to the message after a booking: that it is double, or may be; '' for a free time. */
export function bookedTwiceWords({ overlaps }: Pick<Appointment, 'overlaps'>): string {
  if (overlaps === null) return ' Whether there is another appointment at the same time could not be checked.';
  return overlaps.length ? ' There is another appointment at the same time.' : '';
}

/** Returns the overlaps, none while they are loading, and null if they cannot be loaded. */
export function useOverlaps(question: OverlapQuestion | null): Overlap[] | null {
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
