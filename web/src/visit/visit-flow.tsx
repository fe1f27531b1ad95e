import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLeaveWarning } from '../ui/leave-warning';
import type { Call } from './types';
import { Check } from './check/check-page';
import { Frame } from './visit-page';
import type { Appointment } from '../api/appointments';
import { InCall } from './in-call/in-call';
import { Lobby } from './waiting-room/waiting-room';
import { Over } from './after-call';
import { keep, kept, newDesk, VisitContext } from './visit-context';

/** One person's part in a visit, from the device check to the end. */
export function Attendance({ call, appointment }: { call: Call; appointment: Appointment }) {
  const box = useRef<HTMLDivElement>(null);
  const desk = useMemo(newDesk, []);
  const visit = useMemo(() => ({ call, appointment, desk }), [call, appointment, desk]);
  const phase = call.phase.value;
  const { mic, cam } = call.local;
  const isIn = phase === 'in' || phase === 'waiting';
  useEffect(() => {
    if (box.current) Object.assign(box.current, { call });
    return () => call.dispose();
  }, [call]);
  useEffect(() => {
    if (isIn) keep({ room: appointment.id, seen: desk.seen.value, mic: mic.value, cam: cam.value });
    else if (phase !== 'idle' && phase !== 'connecting') keep(null);
  }, [appointment.id, isIn, phase, desk.seen.value, mic.value, cam.value]);
  useLeaveWarning(
    call.notes.value.some((note) => !note.sent && !note.refused),
    'Leave now? Some lines of the chat have not been sent yet and would be lost.',
  );
  return (
    <VisitContext.Provider value={visit}>
      <div class="visit" ref={box} data-room={appointment.id} data-phase={phase}>
        <Screen call={call} room={appointment.id} />
      </div>
    </VisitContext.Provider>
  );
}

function Screen({ call, room }: { call: Call; room: string }) {
  // After a reload nobody is checked again: back to the own seat at once.
  const [back] = useState(() => (kept()?.room === room ? kept() : null));
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
      return <Lobby />;
    case 'idle':
    case 'connecting':
      return wasIn.current ? <Returning /> : <Check />;
    default:
      return <Over />;
  }
}

function Returning() {
  return (
    <Frame title="Back to your visit" back={false}>
      <p role="status">Connecting …</p>
    </Frame>
  );
}
