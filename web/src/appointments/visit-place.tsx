import * as appointmentsApi from '../api/appointments';
import type { Appointment, VisitPlace } from '../api/appointments';
import type { BookableService } from '../api/booking';
import { useApi } from '../api/resource';
import { LocationMark, LOCATIONS } from '../practice/location-mark';
import { clientPath } from '../session/paths';
import { me } from '../session/session';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/load-states';
import { isPending, Part } from '../ui/loaded';
import { PhoneLink } from '../ui/phone-link';
import { isAhead } from './states';

/** Whether somebody comes to, or is called at, a place: not for a video visit, or one that is called off. */
function hasPlace(of: Appointment): boolean {
  return of.location !== 'video' && isAhead(of);
}

/** Shows where an appointment takes place and, once loaded, where to come or who calls whom. */
export function Where({ of }: { of: Appointment }) {
  return (
    <>
      <LocationMark of={of.location} />
      {hasPlace(of) && <Place of={of} />}
    </>
  );
}

/** Shows on a card where to come, or who calls whom, beside the icon of the location. */
export function WhereRow({ of }: { of: Appointment }) {
  if (!hasPlace(of)) return <LocationMark of={of.location} />;
  return (
    <div class="place-row">
      <Icon path={LOCATIONS[of.location].icon} />
      <div>
        <Place of={of} />
      </div>
    </div>
  );
}

function Place({ of }: { of: Appointment }) {
  const place = useApi(`place:${of.id}`, () => appointmentsApi.place(of.id));
  if (isPending(place)) return <Skeleton lines={1} />;
  return (
    <Part of={place} what={PARTS[of.location]}>
      {(each) => <PlaceWords of={each} />}
    </Part>
  );
}

const PARTS = { video: 'The room', office: 'The address', phone: 'The phone number' };

/** Says where to come, or who calls whom at which number. */
export function PlaceWords({ of }: { of: VisitPlace }) {
  if (of.location === 'office') return <Address of={of.address} />;
  return (
    <>
      {of.calls.map(({ client, phone }) => (
        <span key={client.id} class="place-line">
          {me.value?.role === 'client' ? <OwnNumber phone={phone} /> : <NumberToCall of={client} phone={phone} />}
        </span>
      ))}
    </>
  );
}

/** Returns where clients come: a service's own directions, or the practice's address. */
export function addressOf(service: BookableService | undefined): string | null {
  return service?.directions ?? me.value?.practice.address ?? null;
}

/** Shows the address of an office, or whom to ask for it. */
export function Address({ of }: { of: string | null }) {
  if (of) return <span class="place-line">{of}</span>;
  const { role } = me.value ?? {};
  if (role === 'client')
    return (
      <span class="place-line">
        To ask where to come, <a href="/client/messages">write a message</a>
        <OrCall />.
      </span>
    );
  if (role === 'provider')
    return <span class="place-line">An Admin can add the address in the practice’s settings.</span>;
  return (
    <span class="place-line">
      No address yet. <a href="/admin/practice">Add it to the practice</a>
    </span>
  );
}

/** Tells a client at which number they are called, or how to have one added. */
export function OwnNumber({ phone }: { phone: string | null }) {
  if (phone)
    return (
      <>
        We call you at <strong class="number">{phone}</strong>.
      </>
    );
  return (
    <>
      There is no phone number in your profile. To have it added, <a href="/client/messages">write a message</a>
      <OrCall />.
    </>
  );
}

function NumberToCall({ of, phone }: { of: VisitPlace['calls'][number]['client']; phone: string | null }) {
  if (phone)
    return (
      <>
        Call {of.name} at <PhoneLink phone={phone} />
      </>
    );
  return (
    <>
      {of.name} has no phone number. <a href={clientPath(of.id, 'info')}>Add it to the profile</a>
    </>
  );
}

function OrCall() {
  const telephone = me.value?.practice.telephone;
  if (!telephone) return null;
  return (
    <>
      {' '}
      or call <PhoneLink phone={telephone} class="number" />
    </>
  );
}
