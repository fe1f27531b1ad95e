import type { ApiError } from '../api/api-error';
import type { Appointment } from '../api/appointments';
import { LocationMark } from '../practice/location-mark';
import { FormProblem } from '../ui/form';
import { AppointmentTime } from './appointment-time';
import { titleOf, withOthers } from './participants';

interface AppointmentLinesProps {
  of: Appointment;
  base: string;
  refusal: ApiError | null;
}

/** Says who has an appointment, where and when, and why an answer to it was refused. */
export function AppointmentLines({ of, base, refusal }: AppointmentLinesProps) {
  return (
    <div>
      <p class="next-who">
        <a href={`${base}/${of.id}`}>{titleOf(of)}</a>
        <span class="hint">
          <LocationMark of={of.location} more={of.service?.name} />
        </span>
        {withOthers(of) && <span class="hint">{withOthers(of)}</span>}
      </p>
      <p>
        <AppointmentTime of={of} />
      </p>
      <FormProblem refusal={refusal} />
    </div>
  );
}
