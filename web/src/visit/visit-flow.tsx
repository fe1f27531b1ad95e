import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { markVisit } from '../session/open-visit';
import { ROLE_WORDS } from '../session/role';
import { roleElsewhere } from '../session/session';
import { toast } from '../ui/toast';
import { useLeaveWarning } from '../ui/leave-warning';
import type { Call } from './types';
import { CheckPage } from './check/check-page';
import { VisitPage } from './visit-page';
import type { Appointment } from '../api/appointments';
import { InCall } from './in-call/in-call';
import { WaitingRoom } from './waiting-room/waiting-room';
import { AfterCall } from './after-call';
import { saveVisit, savedVisit, newViewState, VisitContext } from './visit-context';

const UNSENT = {
  title: 'Leave now?',
  text: 'Some lines of the chat have not been sent yet. They will be lost.',
  leave: 'Leave without sending',
  stay: 'Stay',
};

/** Shows a visit from the device check to the end. */
export function VisitFlow({ call, appointment }: { call: Call; appointment: Appointment }) {
  const box = useRef<HTMLDivElement>(null);
  const view = useMemo(newViewState, []);
  const visit = useMemo(() => ({ call, appointment, view }), [call, appointment, view]);
  const phase = call.phase.value;
  const { mic, cam } = call.local;
  const isIn = phase === 'in' || phase === 'waiting';
  useEffect(() => {
    if (box.current) Object.assign(box.current, { call });
    return () => call.dispose();
  }, [call]);
  useEffect(() => {
    if (isIn) saveVisit({ room: appointment.id, seen: view.seen.value, mic: mic.value, cam: cam.value });
    else if (phase !== 'idle' && phase !== 'connecting') saveVisit(null);
  }, [appointment.id, isIn, phase, view.seen.value, mic.value, cam.value]);
  useEffect(() => (isIn ? markVisit() : undefined), [isIn]);
  const role = roleElsewhere.value;
  useEffect(() => {
    if (isIn && role) toast(`You switched to ${ROLE_WORDS[role]} in another tab. Your visit goes on here.`);
  }, [isIn, role]);
  const leaveDialog = useLeaveWarning(
    call.notes.value.some((note) => !note.sent && !note.refused),
    UNSENT,
  );
  return (
    <VisitContext.Provider value={visit}>
      <div class="visit" ref={box} data-room={appointment.id} data-phase={phase}>
        <PhaseView call={call} room={appointment.id} />
        {leaveDialog}
      </div>
    </VisitContext.Provider>
  );
}

function PhaseView({ call, room }: { call: Call; room: string }) {
  // After a reload the user returns to their seat without a check.
  const [back] = useState(() => (savedVisit()?.room === room ? savedVisit() : null));
  const wasIn = useRef(back !== null);
  const phase = call.phase.value;
  useEffect(() => {
    if (back) void call.local.open({ mic: back.mic, cam: back.cam }).then(() => call.join());
  }, [back, call]);
  if (phase === 'in' || phase === 'waiting') wasIn.current = true;
  switch (phase) {
    case 'in':
      return <InCall />;
    case 'waiting':
      return <WaitingRoom />;
    case 'idle':
    case 'connecting':
      return wasIn.current ? <Returning /> : <CheckPage />;
    default:
      return <AfterCall />;
  }
}

function Returning() {
  return (
    <VisitPage title="Back to your visit" back={false}>
      <p role="status">Connecting …</p>
    </VisitPage>
  );
}
