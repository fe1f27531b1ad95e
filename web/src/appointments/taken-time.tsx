import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, type FreeTime } from '../api/api-error';
import { localZone } from '../kernel/time-zones';
import { Callout } from '../ui/page';
import * as icons from '../ui/icons';
import type { TimeInput } from './time-input';
import { otherClock, shortDay, timeWords } from './time-words';

type Leave = { allow_overlap?: true };

/** What a dialog knows after the server said that the time is taken. */
export interface TakenTime {
  /** The next free times; null while the time is not known to be taken. */
  free: readonly FreeTime[] | null;
  /** Sends with or without leave to book a taken time, and remembers the refusal. */
  send: (act: (leave: Leave) => Promise<void>) => Promise<void>;
  /** Makes the form that is about to be sent book the time all the same. */
  allow: () => void;
}

/** Remembers that the time was refused as taken, until another time is typed. */
export function useTakenTime(values: TimeInput): TakenTime {
  const [free, setFree] = useState<readonly FreeTime[] | null>(null);
  const allowed = useRef(false);
  const key = JSON.stringify(values);
  useEffect(() => {
    setFree(null);
    allowed.current = false;
  }, [key]);
  return {
    free,
    allow: () => {
      allowed.current = true;
    },
    send: async (act) => {
      const leave: Leave = allowed.current ? { allow_overlap: true } : {};
      allowed.current = false;
      try {
        await act(leave);
      } catch (reason) {
        if (reason instanceof ApiError && reason.code === 'SlotTaken') setFree(reason.free);
        throw reason;
      }
    },
  };
}

interface TakenTimeChoicesProps {
  taken: TakenTime;
  zone: string;
  /** The label of the button that books the time all the same, such as "Book anyway". */
  verb: string;
  onChoose: (change: Partial<TimeInput>) => void;
  /** Whether several visits were refused: no other time of one of them helps. */
  isSeries?: boolean;
}

/** Offers the next free times, and to book the taken one all the same. */
export function TakenTimeChoices({ taken, zone, verb, onChoose, isSeries }: TakenTimeChoicesProps) {
  if (!taken.free) return null;
  const free = isSeries ? [] : taken.free;
  const none = isSeries ? 'Some of these dates are taken' : 'No free time in the next days';
  // A button that sends the form would also answer the Enter key, before the form's own one.
  const sendAnyway = (event: Event): void => {
    taken.allow();
    (event.currentTarget as HTMLButtonElement).form?.requestSubmit();
  };
  return (
    <Callout tone="amber" icon={icons.alert}>
      <p>
        <strong>{free.length ? 'Next free times' : none}</strong>
      </p>
      <div class="free-times">
        {free.map((each) => (
          <button key={each.starts_at} type="button" class="small" onClick={() => onChoose(timeChange(each))}>
            {freeWords(each, zone)}
          </button>
        ))}
        <button type="button" class="ghost small" onClick={sendAnyway}>
          {verb}
        </button>
      </div>
    </Callout>
  );
}

/** Returns a time such as `Nov 24, 11:00 AM EST`, with the reader's own time where that differs. */
export function freeWords({ starts_at }: FreeTime, zone: string): string {
  const at = Date.parse(starts_at);
  const own = otherClock(at, zone, localZone());
  return `${shortDay(at, zone)}, ${timeWords(at, zone)}${own && ` (${own})`}`;
}

function timeChange({ local }: FreeTime): Partial<TimeInput> {
  return { date: local.slice(0, 10), time: local.slice(11), offset: '' };
}
