import { useRoute } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment, AppointmentAction } from '../api/appointments';
import { useApi } from '../api/resource';
import { me } from '../session/session';
import { SeriesLine } from '../series/series-line';
import { clientPath } from '../session/paths';
import { later } from '../ui/later';
import { FactLines } from '../ui/fact-lines';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { PrintButton } from '../ui/print-button';
import { isOver, useNow } from './room-hours';
import { Acts } from './appointment-acts';
import { Decline } from './decline-dialog';
import { LateFee, VisitHistory } from './visit-history';
import { cancelByLine } from './late-cancellation';
import { JoinOrReason } from './join-link';
import { visitWords } from '../practice/location-mark';
import { titleOf } from './participants';
import { StatePill } from './state-pill';
import { AppointmentTime } from './appointment-time';
import { minutesWords, momentWords, otherClock, timeWords, zoneWords } from './time-words';
import { localZone } from '../kernel/time-zones';
import './appointments.css';
import { isAhead } from './states';
import { Where } from './visit-place';

const ChangeProvider = later(() => import('./handover-dialog'));
const dialogs = () => import('./appointment-dialogs');
const Reschedule = later(async () => ({ default: (await dialogs()).Reschedule }));
const Cancel = later(async () => ({ default: (await dialogs()).Cancel }));

/** Shows one appointment, with what the role may see and do. */
export default function AppointmentPage() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const resource = useApi(`appointment:${id}`, () => appointmentsApi.appointment(id));
  const isClient = me.value?.role === 'client';
  return (
    <Page
      title="Appointment"
      heading={resource.data && headingOf(resource.data, isClient)}
      back={
        isClient
          ? { href: '/client/appointments', label: 'Appointments' }
          : { href: `/${me.value?.role}/calendar`, label: 'Calendar' }
      }
      side={<PrintButton />}
    >
      <Loaded of={resource} lines={7}>
        {(appointment) => <Body appointment={appointment} put={resource.put} />}
      </Loaded>
    </Page>
  );
}

function headingOf(appointment: Appointment, isClient: boolean): string {
  const title = titleOf(appointment);
  return isClient ? `${visitWords(appointment.location)} with ${title}` : title;
}

interface BodyProps {
  appointment: Appointment;
  put: (appointment: Appointment) => void;
}

function Body({ appointment, put }: BodyProps) {
  const [action, setAction] = useState<AppointmentAction | null>(null);
  const now = useNow([appointment]);
  const hasBegun = now >= Date.parse(appointment.opens_at);
  const hasStarted = now >= Date.parse(appointment.starts_at);
  const isProvider = me.value?.role === 'provider';
  const isStaff = me.value?.role !== 'client';
  const may = (action: AppointmentAction): boolean => appointment.actions.includes(action);
  const dialog = { appointment, put, onClose: () => setAction(null) };
  return (
    <>
      <section class="card" aria-label="Appointment">
        <div class="next-card">
          <div>
            <p class="when">
              <AppointmentTime of={appointment} />
            </p>
            <StatePill of={appointment} now={now} />
          </div>
          <JoinOrReason of={appointment} now={now} />
        </div>
        <Facts of={appointment} now={now} />
        <Acts of={appointment} put={put} onDialog={setAction} hasBookNext={isProvider && hasStarted} />
      </section>
      {hasBegun && (appointment.location === 'video' || isStaff) && <VisitHistory of={appointment} />}
      {!hasBegun && appointment.late && isStaff && <LateFee of={appointment} />}
      {action === 'reschedule' && may('reschedule') && <Reschedule {...dialog} />}
      {action === 'cancel' && may('cancel') && <Cancel {...dialog} />}
      {action === 'hand_over' && may('hand_over') && <ChangeProvider {...dialog} />}
      {action === 'decline' && may('decline') && <Decline {...dialog} />}
    </>
  );
}

function Facts({ of, now }: { of: Appointment; now: number }) {
  const own = localZone();
  const isOpen = now >= Date.parse(of.opens_at);
  const enter = isOpen
    ? `until ${timeWords(Date.parse(of.closes_at), own)}`
    : `from ${timeWords(Date.parse(of.opens_at), own)}`;
  const lines: [string, ComponentChildren][] = [
    ['Service', of.service?.name],
    ['Where', <Where key="where" of={of} />],
    ['Repeats', of.series && me.value?.role !== 'client' && <SeriesLine of={of.series} />],
    ['Length', minutesWords(of.minutes)],
    ['Time zone', zoneWords(own)],
    ['Booked in', !!otherClock(Date.parse(of.starts_at), own, of.zone) && zoneWords(of.zone)],
    ['People', <People of={of} />],
    ['Room', of.location === 'video' && isAhead(of) && !isOver(of, now) && `You can enter ${enter}`],
    cancelByLine(of, now),
    [
      of.status === 'declined' ? 'Declined' : 'Cancelled',
      of.status !== 'expired' && of.cancelled_at && cancelledWords(of.cancelled_at, of),
    ],
    ['Reason', of.reason],
    ['Marks', of.marks.length > 0 && <Marks of={of} />],
  ];
  return <FactLines lines={lines} />;
}

/** Lists who said when whether the client came. */
function Marks({ of }: { of: Appointment }) {
  return (
    <ul>
      {of.marks.map((each) => (
        <li key={each.at + each.status}>
          {MARKS[each.status]}
          <span class="muted">
            {' '}
            {momentWords(each.at)}, {markedBy(each.by, of)}
          </span>
        </li>
      ))}
    </ul>
  );
}

const MARKS: Partial<Record<Appointment['status'], string>> = {
  arrived: 'Arrived',
  completed: 'Completed',
  no_show: 'No-show',
};

function markedBy(by: Appointment['marks'][number]['by'], { location }: Appointment): string {
  if (by === 'admin') return 'by an Admin';
  if (by !== 'system') return 'by a provider';
  return location === 'video' ? 'because people met in the room' : 'because the client was there';
}

/** Lists the people; for staff, the client's name links to the profile. */
function People({ of }: { of: Appointment }) {
  const isStaff = me.value?.role !== 'client';
  // The first client is the one the appointment is for.
  const whom = of.participants.find((each) => each.role === 'client');
  return (
    <ul>
      {of.participants.map((each) => (
        <li key={each.seat}>
          {isStaff && each.seat === whom?.seat ? (
            <a href={clientPath(of.client.id, 'appointments')}>{each.name}</a>
          ) : (
            each.name
          )}
          {each.me && <span class="muted"> (you)</span>}
        </li>
      ))}
    </ul>
  );
}

function cancelledWords(at: string, { cancelled_by: by, late }: Appointment): string {
  return `${momentWords(at)}, ${by === 'client' ? 'by the client' : 'by the practice'}${late ? ', late' : ''}`;
}
