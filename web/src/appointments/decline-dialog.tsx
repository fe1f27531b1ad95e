import * as appointmentsApi from '../api/appointments';
import { useDraft } from '../session/drafts';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useSubmit } from '../ui/form';
import { TextArea } from '../ui/text-area';
import { useChange, type AppointmentDialogProps } from './appointment-change';
import { AppointmentTime } from './appointment-time';
import { titleOf } from './participants';

/** Declines what a client asked for. */
export function Decline(props: AppointmentDialogProps) {
  const { appointment, onClose } = props;
  const submit = useSubmit();
  const typed = useDraft(`decline:${appointment.id}`, { reason: '' });
  const act = useChange(props);
  const send = async (): Promise<void> => {
    await act(
      appointmentsApi.decline(appointment.id, appointment.version, typed.values.reason.trim()),
      () => 'Declined.',
    );
    typed.clear();
  };
  return (
    <ConfirmDialog
      title="Decline request"
      verb="Decline"
      keep="Keep it"
      submit={submit}
      onSend={send}
      onClose={onClose}
      risky
    >
      <p>
        <strong>{titleOf(appointment)}</strong>, <AppointmentTime of={appointment} />
      </p>
      <TextArea
        label="Reason"
        name="reason"
        optional
        hint="The client reads it after sign-in. The time is free again at once."
        value={typed.values.reason}
        onValue={(reason) => typed.update({ reason })}
        error={submit.error('reason')}
      />
    </ConfirmDialog>
  );
}
