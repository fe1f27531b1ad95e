import { useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import { inScope, type Appointment, type OverlapQuestion, type SeriesScope } from '../api/appointments';
import { toIso } from '../kernel/time-zones';
import { useDraft } from '../session/drafts';
import { useZoneOffsets } from '../session/zone-offsets';
import { ScopeField } from '../series/scope-field';
import { me } from '../session/session';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { TextArea } from '../ui/text-area';
import { checkFields, useSubmit } from '../ui/form';
import { useChange, type AppointmentDialogProps } from './appointment-change';
import { bookedTwiceWords } from './overlaps';
import { isLateNow, LateWords } from './late-cancellation';
import { joinNames, others } from './participants';
import { AppointmentTime } from './appointment-time';
import { changedTimes, parseTime, START_FIELDS, timeInputOf } from './time-input';
import { readTime } from './read-time';
import { SendButton, useTakenTime } from './taken-time';
import { TimeFields } from './time-fields';
import { TimeProblem } from './time-problem';
import { spanOf, whenWords } from './time-words';
import { serverNow } from '../kernel/server-clock';

const SERIES_MOVES = 'The others move by as much. One that was moved alone keeps its time.';
const UNCHANGED = 'This is when it takes place already. Choose another time.';

export function Reschedule(props: AppointmentDialogProps) {
  const { appointment, onClose } = props;
  const submit = useSubmit();
  const { typed, time, taken, scope, setScope, send } = useMove(props);
  return (
    <ConfirmDialog
      title="Reschedule"
      verb="Reschedule"
      keep="Keep this time"
      send={<SendButton taken={taken} verb="Reschedule" anyway="Move anyway" busy={submit.busy} />}
      submit={submit}
      onSend={send}
      onClose={onClose}
    >
      <p>
        <span class="muted">Now</span> <AppointmentTime of={appointment} />
      </p>
      {appointment.series && (
        <ScopeField rule={appointment.series.rule} value={scope} onValue={setScope} hint={SERIES_MOVES} />
      )}
      <TimeFields typed={typed} time={time} error={submit.error} />
      <TimeProblem
        question={moveQuestion(appointment, time)}
        names={{ [appointment.client.id]: appointment.client.name }}
        taken={taken}
        zone={typed.values.zone}
        onChoose={typed.update}
        isSeries={scope !== 'one'}
      />
      <p class="hint">
        {appointment.location === 'video' && 'The link into the visit stays the same. '}
        {alertedNames(appointment)} gets an alert without details.
      </p>
    </ConfirmDialog>
  );
}

/** Holds what is typed about another time, and sends what differs from the present one. */
function useMove(props: AppointmentDialogProps) {
  const { appointment } = props;
  const typed = useDraft(`reschedule:${appointment.id}`, timeInputOf(appointment), [START_FIELDS]);
  useZoneOffsets(typed.values.zone);
  const time = parseTime(typed.values, serverNow());
  const act = useChange(props);
  const [scope, setScope] = useState<SeriesScope>('one');
  const taken = useTakenTime(typed.values);
  const send = async (): Promise<void> => {
    const read = await readTime(typed.values);
    const changes = changedTimes(appointment, typed.values, read);
    checkFields({ date: Object.keys(changes).length ? undefined : UNCHANGED });
    const { id, version } = appointment;
    const body = { ...changes, version, ...inScope(scope) };
    await taken.send((leave) =>
      act(appointmentsApi.reschedule(id, { ...body, ...leave }), (after) => {
        typed.clear();
        return `Moved to ${whenWords(spanOf(after), after.zone)}.${bookedTwiceWords(after)}`;
      }),
    );
  };
  return { typed, time, taken, scope, setScope, send };
}

export function Cancel(props: AppointmentDialogProps) {
  const { appointment, onClose } = props;
  const submit = useSubmit();
  const act = useChange(props);
  const typed = useDraft(`cancel:${appointment.id}`, { reason: '' });
  const [scope, setScope] = useState<SeriesScope>('one');
  // What the client reads now, and so agrees to.
  const isLate = isLateNow(appointment);
  const send = async (): Promise<void> => {
    const { id, version } = appointment;
    const done = scope === 'one' ? 'Appointment cancelled.' : 'Appointments cancelled.';
    const reason = typed.values.reason.trim() || null;
    const body = { version, reason, ...inScope(scope), ...(isLate && { allow_late: true }) };
    await act(appointmentsApi.cancel(id, body), () => done);
    typed.clear();
  };
  return (
    <ConfirmDialog
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
          <AppointmentTime of={appointment} />
        </strong>
      </p>
      <LateWords of={appointment} isLate={isLate} />
      <CancelEffects of={appointment} />
      {appointment.series && me.value?.role !== 'client' && (
        <ScopeField rule={appointment.series.rule} value={scope} onValue={setScope} />
      )}
      <p>A cancelled appointment can’t be brought back; a new one can be booked.</p>
      <TextArea
        label="Reason"
        name="reason"
        optional
        hint="Everyone who takes part reads it after sign-in."
        value={typed.values.reason}
        onValue={(reason) => typed.update({ reason })}
        error={submit.error('reason')}
      />
    </ConfirmDialog>
  );
}

/** Says who is told of a cancellation, and what becomes of the room. */
function CancelEffects({ of }: { of: Appointment }) {
  return (
    <p>
      {alertedNames(of)} gets an alert without details.
      {of.location === 'video' && ' The room closes, also for whoever is in it now.'}
    </p>
  );
}

/** Names the people who get an alert. */
function alertedNames(appointment: Appointment): string {
  const names = others(appointment);
  return names.length > 1 ? `Each of ${joinNames(names)}` : (names[0] ?? 'The client');
}

/** Asks whether the appointment's people are free at another time. */
function moveQuestion({ id }: Appointment, { start, minutes }: ReturnType<typeof parseTime>): OverlapQuestion | null {
  return start && minutes !== undefined ? { appointment_id: id, starts_at: toIso(start), minutes } : null;
}
