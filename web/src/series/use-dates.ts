import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';
import * as appointmentsApi from '../api/appointments';
import type { Booking, SeriesDate } from '../api/appointments';

const TYPING_PAUSE_MS = 300;

export interface Dates {
  /** The dates of the series; null while they are not known. */
  dates: SeriesDate[] | null;
  /** Why there are none. */
  problem: string;
}

const NONE: Dates = { dates: null, problem: '' };

/** Asks which dates a series has, while the form is filled in; null while something is missing. */
export function useDates(question: Booking | null): Dates {
  const [answer, setAnswer] = useState(NONE);
  const key = question && JSON.stringify(question);
  useEffect(() => {
    if (!key) {
      setAnswer(NONE);
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      appointmentsApi.seriesDates(JSON.parse(key) as Booking).then(
        ({ items }) => isCurrent && setAnswer({ dates: items, problem: '' }),
        (reason: unknown) => isCurrent && setAnswer({ dates: null, problem: wordsOf(reason) }),
      );
    }, TYPING_PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key]);
  return answer;
}

function wordsOf(reason: unknown): string {
  if (!(reason instanceof ApiError)) return 'The dates could not be loaded. You can book all the same.';
  return Object.values(reason.fields)[0] ?? reason.message;
}
