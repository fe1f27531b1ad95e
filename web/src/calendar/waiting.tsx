import type { Appointment } from '../api/appointments';
import { Requests } from './requests';
import { Undecided } from './undecided';

/** Shows above the calendar what waits for a decision of staff. */
export function Waiting({ requests, base }: { requests: Appointment[]; base: string }) {
  return (
    <>
      <Requests of={requests} base={base} />
      <Undecided base={base} />
    </>
  );
}
