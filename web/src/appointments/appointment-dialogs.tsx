import { useState } from 'preact/hooks';
import * as door from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { Refusal } from '../api/api-error';
import { invalidate } from '../api/resource';
import { useDraft } from '../session/drafts';
import { Ask } from '../ui/confirm-dialog';
import { invalid, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { listed, others } from './participants';
import { When } from './appointment-time';
import { bodyOf, readWhen, typedFrom } from './time-input';
import { WhenFields } from './time-fields';
import { spanOf, whenWords } from './time-words';

export interface ActProps {
  appointment: Appointment;
  /** As it is now: after the act, or because somebody else was first. */
  put: (appointment: Appointment) => void;
  onClose: () => void;
}

/** Sends an act, and shows the present state when it was refused for being late. */
function useAct({ put, onClose }: ActProps) {
  return async (act: Promise<Appointment>, words: (after: Appointment) => string): Promise<void> => {
    try {
      const after = await act;
      put(after);
      invalidate('appointments');
      toast(words(after));
      onClose();
    } catch (reason) {
      if (!(reason instanceof Refusal) || reason.status !== 409 || !reason.fresh) throw reason;
      const fresh = reason.fresh as Appointment;
      put(fresh);
      if (fresh.status === 'booked') throw reason;
      // There is nothing left to decide here.
      toast(reason.message);
      onClose();
    }
  };
}

export function Reschedule(props: ActProps) {
  const { appointment, onClose } = props;
  const submit = useSubmit();
  // What was booked when the dialog opened: a fresh state from elsewhere must not overwrite what is typed.
  const [opened] = useState(() => typedFrom(appointment));
  const typed = useDraft(`reschedule:${appointment.id}`, opened);
  const read = readWhen(typed.values, Date.now());
  const act = useAct(props);
  const send = async (): Promise<void> => {
    invalid({ ...read.wrong, ...unchanged(appointment, read) });
    const body = { ...bodyOf(read, typed.values.zone), version: appointment.version };
    await act(door.reschedule(appointment.id, body), (after) => {
      typed.clear();
      return `Moved to ${whenWords(spanOf(after), after.zone)}.`;
    });
  };
  return (
    <Ask title="Reschedule" verb="Reschedule" submit={submit} onSend={send} onClose={onClose}>
      <p>
        <span class="muted">Now</span> <When of={appointment} />
      </p>
      <WhenFields typed={typed} read={read} error={submit.error} />
      <p class="hint">
        The room stays the same, and every link to it stays good. {told(appointment)} gets an alert without details.
      </p>
    </Ask>
  );
}

export function Cancel(props: ActProps) {
  const { appointment, onClose } = props;
  const submit = useSubmit();
  const act = useAct(props);
  const send = (): Promise<void> =>
    act(door.cancel(appointment.id, appointment.version), () => 'Appointment cancelled.');
  return (
    <Ask
      title="Cancel appointment"
      verb="Cancel appointment"
      keep="Keep it"
      submit={submit}
      onSend={send}
      onClose={onClose}
      risky
    >
      <p>
        <strong>
          <When of={appointment} />
        </strong>
      </p>
      <p>{told(appointment)} gets an alert without details. The room closes, also for whoever is in it now.</p>
      <p>A cancelled appointment can’t be brought back; a new one can be booked.</p>
    </Ask>
  );
}

/** The others get an alert each. */
function told(appointment: Appointment): string {
  const names = others(appointment);
  return names.length > 1 ? `Each of ${listed(names)}` : (names[0] ?? 'The client');
}

function unchanged(appointment: Appointment, { start, minutes }: ReturnType<typeof readWhen>) {
  const isSame = start?.at === Date.parse(appointment.starts_at) && minutes === appointment.minutes;
  return isSame ? { date: 'This is when it takes place already. Choose another time.' } : {};
}
