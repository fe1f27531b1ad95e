import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import type { Location } from '../api/booking';
import { invalidate } from '../api/resource';
import { serverNow } from '../kernel/server-clock';
import { me } from '../session/session';
import { Skeleton } from '../ui/load-states';
import { createCall } from './call';
import { callHttp } from './call-http';
import { NO_WEBRTC } from './media/problems';
import { refusalOf } from './refusal';
import type { Call, CallHttp } from './types';
import { VisitFlow } from './visit-flow';
import { SupportContact, VisitPage } from './visit-page';
import { dayAndTime, timeSpan } from './visit-words';

const RELOAD_MS = 60_000;

interface EntranceProps {
  appointment: Appointment;
  http?: CallHttp;
}

/**
 * Shows a visit, or why it cannot be entered.
 *
 * The reason comes first: the browser is not asked for the camera before the visit can be entered.
 */
export function Entrance({ appointment, http = callHttp }: EntranceProps) {
  const [call, setCall] = useState<Call | null>(null);
  const now = useOpening(appointment);
  const open = useCallback(
    () => setCall(createCall(appointment.id, http, appointment.starts_at)),
    [appointment.id, appointment.starts_at, http],
  );
  // A call that has begun goes on, whatever becomes of the appointment.
  if (call) return <VisitFlow call={call} appointment={appointment} />;
  const closed = closedWords(appointment, now);
  if (closed) return <Closed appointment={appointment} {...closed} />;
  if (now < Date.parse(appointment.opens_at)) return <Early appointment={appointment} />;
  if (!('RTCPeerConnection' in globalThis)) return <Unsupported />;
  return <Checked appointment={appointment} http={http} onOpen={open} />;
}

interface ClosedWords {
  title: string;
  words: string;
}

const NO_ROOM: Record<Exclude<Location, 'video'>, ClosedWords> = {
  office: {
    title: 'This visit is at the office',
    words: 'It has no room to enter. The appointment says where to come.',
  },
  phone: { title: 'This visit is by phone', words: 'It has no room to enter. The appointment says at which number.' },
};

function closedWords({ status, location, closes_at, participants }: Appointment, now: number): ClosedWords | null {
  const kept =
    location === 'video'
      ? 'Its room is closed. Chat and files of the visit stay with the appointment.'
      : 'It had no room to enter.';
  if (status === 'cancelled') return { title: 'This appointment was cancelled', words: kept };
  if (status === 'declined') return { title: 'This appointment was declined', words: kept };
  if (status === 'expired') return { title: 'This request was not answered in time', words: kept };
  if (status === 'requested' && location === 'video')
    return {
      title: 'This appointment is not confirmed yet',
      words: 'Its room opens once the practice has confirmed it.',
    };
  if (status === 'completed' || status === 'no_show' || now >= Date.parse(closes_at))
    return { title: 'This visit is over', words: kept };
  if (location !== 'video') return NO_ROOM[location];
  if (participants.some((each) => each.me)) return null;
  return {
    title: 'You do not take part in this visit',
    words: 'Only the people of the appointment can enter its room.',
  };
}

function Closed({ appointment, title, words }: ClosedWords & { appointment: Appointment }) {
  return (
    <VisitPage title={title} lead={timeSpan(appointment.starts_at, appointment.ends_at)}>
      <p>{words}</p>
      <div class="over">
        <ToAppointment of={appointment} />
      </div>
    </VisitPage>
  );
}

function ToAppointment({ of }: { of: Appointment }) {
  return (
    <a class="button" href={`/${me.value?.role ?? 'client'}/appointments/${of.id}`}>
      See the appointment
    </a>
  );
}

function Early({ appointment }: { appointment: Appointment }) {
  useReloads(appointment.id);
  return (
    <VisitPage title="The room is not open yet" lead={timeSpan(appointment.starts_at, appointment.ends_at)}>
      <p role="status">
        The room opens {dayAndTime(appointment.opens_at)}. You can stay on this page: it goes on by itself.
      </p>
      <div class="over">
        <a class="button" href="/account/devices">
          Test camera and microphone now
        </a>
      </div>
      <SupportContact />
    </VisitPage>
  );
}

function Unsupported() {
  return (
    <VisitPage title="This browser cannot make video calls">
      <p>{NO_WEBRTC}</p>
      <p>
        The address of this page: <strong class="address">{location.href}</strong>
      </p>
      <SupportContact />
    </VisitPage>
  );
}

interface CheckedProps extends Required<EntranceProps> {
  onOpen: () => void;
}

/** Asks the server first, which also knows whether the person was removed or the visit has been ended. */
function Checked({ appointment, http, onOpen }: CheckedProps) {
  const [refusal, setRefusal] = useState('');
  const ask = useCallback(async (): Promise<void> => {
    const answer = await refusalOf(appointment.id, http);
    setRefusal(answer?.message ?? '');
    if (!answer) onOpen();
    // It may have been moved or cancelled since this page loaded it.
    else reload(appointment.id);
  }, [appointment.id, http, onOpen]);
  useEffect(() => void ask(), [ask]);
  return (
    <VisitPage
      title={refusal ? 'You can’t join now' : 'Video visit'}
      lead={timeSpan(appointment.starts_at, appointment.ends_at)}
    >
      {refusal ? (
        <>
          <p role="alert">{refusal}</p>
          <div class="over">
            <button type="button" onClick={() => void ask()}>
              Try again
            </button>
            <ToAppointment of={appointment} />
          </div>
          <SupportContact />
        </>
      ) : (
        <Skeleton lines={4} />
      )}
    </VisitPage>
  );
}

/** Returns the time, updated when the room opens. */
function useOpening({ opens_at }: Appointment): number {
  const [now, setNow] = useState(() => serverNow());
  const isEarly = now < Date.parse(opens_at);
  useEffect(() => {
    if (!isEarly) return;
    const timer = setInterval(() => setNow(serverNow()), 5_000);
    return () => clearInterval(timer);
  }, [isEarly]);
  return now;
}

const reload = (id: string): void => invalidate(`room:${id}`);

/** Follows an appointment that may be moved or cancelled; while nobody sees the page, it reads and audits nothing. */
function useReloads(id: string): void {
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') reload(id);
    };
    const timer = setInterval(look, RELOAD_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [id]);
}
