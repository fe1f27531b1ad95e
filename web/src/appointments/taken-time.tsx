import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, type FreeTime } from '../api/api-error';
import { localZone } from '../kernel/time-zones';
import type { TimeInput } from './time-input';
import { otherClock, shortDay, timeWords } from './time-words';

type Leave = { allow_overlap?: true };

/** What a dialog knows after the server said that the time is taken. */
export interface TakenTime {
  /** The next free times; null while the time is not known to be taken. */
  free: readonly FreeTime[] | null;
  /** Sends with or without leave to book a taken time; a refusal of the time is remembered, and not raised. */
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
        if (!(reason instanceof ApiError && reason.code === 'SlotTaken')) throw reason;
        // The message under the time says so.
        setFree(reason.free);
      }
    },
  };
}

interface FreeTimesProps {
  free: readonly FreeTime[];
  zone: string;
  onChoose: (change: Partial<TimeInput>) => void;
}

/** Offers the next free times. */
export function FreeTimes({ free, zone, onChoose }: FreeTimesProps) {
  return (
    <>
      <p>{free.length ? 'The next free times:' : 'There is no free time in the next days.'}</p>
      <div class="free-times">
        {free.map((each) => (
          <button key={each.starts_at} type="button" class="small" onClick={() => onChoose(timeChange(each))}>
            {freeWords(each, zone)}
          </button>
        ))}
      </div>
    </>
  );
}

/**
 * Shows the button that sends a form or, once its time was refused as taken, sends it all the same.
 *
 * The Enter key presses a form's own button, but never takes a taken time.
 */
export function SendButton({
  taken,
  verb,
  anyway,
  busy,
}: {
  taken: TakenTime;
  verb: string;
  anyway: string;
  busy: boolean;
}) {
  if (!taken.free)
    return (
      <button key="send" class="primary" aria-busy={busy}>
        {verb}
      </button>
    );
  const sendAnyway = (event: Event): void => {
    taken.allow();
    (event.currentTarget as HTMLButtonElement).form?.requestSubmit();
  };
  return (
    <button key="anyway" type="button" class="primary" aria-busy={busy} onClick={sendAnyway}>
      {anyway}
    </button>
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
