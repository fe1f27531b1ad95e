import type { Calendar } from '../api/booking';
import { spanOf } from '../appointments/time-words';
import type { Day } from './days';

/** Returns why a provider does not work on a day, or '' for any other day. */
export function offWords(daysOff: Calendar['days_off'], day: Day, provider: string): string {
  // The provider's days may begin at another time than the reader's.
  const noon = (day.start + day.end) / 2;
  const off = daysOff.find((each) => {
    const { start, end } = spanOf(each);
    return each.provider_id === provider && start <= noon && noon < end;
  });
  return off ? (off.is_holiday ? 'Holiday' : 'Time off') : '';
}
