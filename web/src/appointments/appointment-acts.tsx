import * as appointmentsApi from '../api/appointments';
import type { Appointment, AppointmentAction } from '../api/appointments';
import { invalidate } from '../api/resource';
import { me } from '../session/session';
import { FormProblem, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { BookNext } from './book-next';

interface ActsProps {
  of: Appointment;
  put: (appointment: Appointment) => void;
  /** Opens the dialog of an action. */
  onDialog: (action: AppointmentAction) => void;
  hasBookNext: boolean;
}

/** Shows what the reader may do with an appointment. */
export function Acts({ of, put, onDialog, hasBookNext }: ActsProps) {
  const submit = useSubmit();
  const may = (action: AppointmentAction): boolean => of.actions.includes(action);
  const act = (send: typeof appointmentsApi.confirm, words: string) => () =>
    void submit.run(async () => {
      put(await send(of.id, of.version));
      invalidate('appointments', `history:${of.id}`);
      toast(words);
    });
  const isAny = of.actions.some((each) => each !== 'join') || hasBookNext;
  if (!isAny) return null;
  return (
    <>
      <FormProblem refusal={submit.refusal} />
      <div class="card-foot">
        {DIALOGS.filter(([action]) => may(action) && !(action === 'cancel' && may('decline'))).map(
          ([action, label]) => (
            <button key={action} type="button" onClick={() => onDialog(action)}>
              {label}
            </button>
          ),
        )}
        {MARKS.filter(([action]) => may(action)).map(([action, label, send, words]) => (
          <button key={action} type="button" onClick={act(send, words)}>
            {label}
          </button>
        ))}
        {may('confirm') && <ConfirmButton of={of} onPress={act(appointmentsApi.confirm, 'Confirmed.')} />}
        {hasBookNext && <BookNext of={of} />}
      </div>
    </>
  );
}

const DIALOGS: [AppointmentAction, string][] = [
  ['cancel', 'Cancel appointment'],
  ['decline', 'Decline'],
  ['hand_over', 'Change provider'],
  ['reschedule', 'Reschedule'],
];
const MARKS: [AppointmentAction, string, typeof appointmentsApi.confirm, string][] = [
  ['no_show', 'No-show', appointmentsApi.markNoShow, 'Marked as a no-show.'],
  ['arrived', 'Arrived', appointmentsApi.arrive, 'Marked as arrived.'],
  ['completed', 'It took place', appointmentsApi.complete, 'Marked as completed.'],
];

/** Staff answer a client's request; what the practice booked itself, the client confirms, perhaps by telephone. */
function ConfirmButton({ of, onPress }: { of: Appointment; onPress: () => void }) {
  const isClient = me.value?.role === 'client';
  const isAnswer = isClient || of.status === 'requested';
  return (
    <button type="button" class={isAnswer ? 'primary' : undefined} onClick={onPress}>
      {isClient ? 'I will be there' : isAnswer ? 'Confirm' : 'Client has confirmed'}
    </button>
  );
}
