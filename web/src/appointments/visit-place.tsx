import * as appointmentsApi from '../api/appointments';
import type { Appointment, VisitPlace } from '../api/appointments';
import type { BookableService } from '../api/booking';
import { useApi } from '../api/resource';
import { LOCATIONS } from '../practice/location-mark';
import { clientPath } from '../session/paths';
import { me } from '../session/session';
import { Icon } from '../ui/icon';
import { PhoneLink } from '../ui/phone-link';
import { isAhead } from './states';

/** Loads where an appointment takes place; a video visit, or one that is called off, needs no answer. */
export function usePlace(of: Appointment | undefined) {
  const id = of && of.location !== 'video' && isAhead(of) ? of.id : '';
  const { data, error } = useApi(`place:${id}`, async () => (id ? appointmentsApi.place(id) : null));
  return { place: data ?? undefined, isLoading: !!id && !data && !error };
}

/** Shows on a card where to come, or who calls whom, beside the icon of the location. */
export function PlaceRow({ of }: { of: VisitPlace }) {
  return (
    <p class="place-row">
      <Icon path={LOCATIONS[of.location].icon} />
      <span>
        <PlaceWords of={of} />
      </span>
    </p>
  );
}

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

/** Returns where clients come for a service: its own directions, or the practice's address. */
export function addressOf({ directions }: BookableService): string | null {
  return directions ?? me.value?.practice.address ?? null;
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
