import { useEffect, useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment, Overlap, OverlapQuestion } from '../api/appointments';
import { localZone } from '../kernel/time-zones';
import { Callout } from '../ui/page';
import * as icons from '../ui/icons';
import { spanOf, spanWords } from './time-words';

const TYPING_PAUSE_MS = 300;

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
      {overlaps.length > 0 && (
        <Callout tone="amber" icon={icons.alert}>
          <p>
            <strong>This time is taken.</strong> You can go on all the same.
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

/** Returns a sentence such as `You have another appointment, 10:00 – 10:50 AM EST.` */
export function overlapWords(overlap: Overlap, names: NamesById): string {
  const name = names[overlap.provider_id ?? overlap.client_id ?? ''];
  const who = overlap.me ? 'You have' : `${name ?? 'One of these people'} has`;
  return `${who} another appointment, ${spanWords(spanOf(overlap), localZone())}.`;
}

/** Returns what is added to the message after a double booking; '' for a free time. */
export function bookedTwiceWords({ overlaps }: Pick<Appointment, 'overlaps'>): string {
  return overlaps.length ? ' There is another appointment at the same time.' : '';
}

function useOverlaps(question: OverlapQuestion | null): Overlap[] {
  const [overlaps, setOverlaps] = useState<Overlap[]>([]);
  const key = question && JSON.stringify(question);
  useEffect(() => {
    setOverlaps([]);
    if (!key) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      const take = ({ items }: { items: Overlap[] }): void => {
        if (isCurrent) setOverlaps(items);
      };
      // Without an answer there is no warning; the response to the booking still has it.
      appointmentsApi.findOverlaps(JSON.parse(key) as OverlapQuestion).then(take, () => undefined);
    }, TYPING_PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key]);
  return overlaps;
}
