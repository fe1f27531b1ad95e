import { useRoute } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import * as door from '../api/appointments';
import type { Appointment, AppointmentAction } from '../api/appointments';
import { useApi } from '../api/resource';
import { me } from '../session/session';
import { FactLines } from '../ui/fact-lines';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { isOver, useNow } from './room-hours';
import { Cancel, Reschedule } from './appointment-dialogs';
import { History } from './visit-history';
import { Join } from './join-link';
import { titleOf } from './participants';
import { State } from './state-pill';
import { When } from './appointment-time';
import { dayWords, minutesWords, timeWords, zoneWords } from './time-words';
import { ownZone } from '../kernel/time-zones';
import './appointments.css';

/** One appointment, for whoever takes part in it; what else it shows depends on the role. */
export default function AppointmentPage() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const found = useApi(`appointment:${id}`, () => door.appointment(id));
  const isClient = me.value?.role === 'client';
  return (
    <Page
      title="Appointment"
      heading={found.data && (isClient ? `Video visit with ${titleOf(found.data)}` : titleOf(found.data))}
      back={
        isClient
          ? { href: '/client/appointments', label: 'Appointments' }
          : { href: '/provider/calendar', label: 'Calendar' }
      }
    >
      <Loaded of={found} lines={7}>
        {(appointment) => <Body appointment={appointment} put={found.put} />}
      </Loaded>
    </Page>
  );
}

interface BodyProps {
  appointment: Appointment;
  put: (appointment: Appointment) => void;
}

function Body({ appointment, put }: BodyProps) {
  const [asked, setAsked] = useState<AppointmentAction | null>(null);
  const now = useNow([appointment]);
  const hasBegun = now >= Date.parse(appointment.opens_at);
  const may = (action: AppointmentAction): boolean => appointment.actions.includes(action);
  const dialog = { appointment, put, onClose: () => setAsked(null) };
  return (
    <>
      <section class="card" aria-label="Appointment">
        <div class="next-card">
          <div>
            <p class="when">
              <When of={appointment} />
            </p>
            <State of={appointment} now={now} />
          </div>
          <Join of={appointment} now={now} />
        </div>
        <Facts of={appointment} now={now} />
        {(may('reschedule') || may('cancel')) && (
          <div class="card-foot">
            {may('cancel') && (
              <button type="button" onClick={() => setAsked('cancel')}>
                Cancel appointment
              </button>
            )}
            {may('reschedule') && (
              <button type="button" onClick={() => setAsked('reschedule')}>
                Reschedule
              </button>
            )}
          </div>
        )}
      </section>
      {hasBegun && <History of={appointment} />}
      {asked === 'reschedule' && may('reschedule') && <Reschedule {...dialog} />}
      {asked === 'cancel' && may('cancel') && <Cancel {...dialog} />}
    </>
  );
}

function Facts({ of, now }: { of: Appointment; now: number }) {
  const own = ownZone();
  const hours = `${timeWords(Date.parse(of.opens_at), own)} to ${timeWords(Date.parse(of.closes_at), own)}`;
  const lines: [string, ComponentChildren][] = [
    ['Length', minutesWords(of.minutes)],
    ['Time zone', zoneWords(of.zone)],
    ['People', <People of={of} />],
    ['Room open', of.status === 'booked' && !isOver(of, now) && hours],
    ['Cancelled', of.cancelled_at && cancelledWords(of.cancelled_at, of.cancelled_by)],
  ];
  return <FactLines lines={lines} />;
}

/** One a line; the client's name leads a provider to the profile. */
function People({ of }: { of: Appointment }) {
  const isProvider = me.value?.role === 'provider';
  // The first of the clients is the one whom it is for.
  const whom = of.participants.find((each) => each.role === 'client');
  return (
    <ul>
      {of.participants.map((each) => (
        <li key={each.seat}>
          {isProvider && each.seat === whom?.seat ? (
            <a href={`/provider/clients/${of.client.id}/appointments`}>{each.name}</a>
          ) : (
            each.name
          )}
          {each.me && <span class="muted"> (you)</span>}
        </li>
      ))}
    </ul>
  );
}

function cancelledWords(at: string, by: Appointment['cancelled_by']): string {
  const when = `${dayWords(Date.parse(at), ownZone())}, ${timeWords(Date.parse(at), ownZone())}`;
  const who = by === 'client' ? 'by the client' : 'by the practice';
  return `${when}, ${who}`;
}
