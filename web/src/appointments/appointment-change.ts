import type { Appointment } from '../api/appointments';
import { ApiError } from '../api/api-error';
import { invalidate } from '../api/resource';
import { toast } from '../ui/toast';
import { isAhead } from './states';

export interface AppointmentDialogProps {
  appointment: Appointment;
  /** Takes the new state, after the change or after a conflict. */
  put: (appointment: Appointment) => void;
  onClose: () => void;
}

/** Sends a change; on a conflict, shows the present state. */
export function useChange({ put, onClose }: AppointmentDialogProps) {
  return async (act: Promise<Appointment>, words: (after: Appointment) => string): Promise<void> => {
    try {
      const after = await act;
      put(after);
      invalidate('appointments');
      toast(words(after));
      onClose();
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.status !== 409 || !reason.fresh) throw reason;
      const fresh = reason.fresh as Appointment;
      put(fresh);
      if (isAhead(fresh)) throw reason;
      // The conflict left nothing to decide in this dialog.
      toast(reason.message);
      onClose();
    }
  };
}
