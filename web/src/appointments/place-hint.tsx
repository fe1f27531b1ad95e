import * as clients from '../api/clients';
import { useApi } from '../api/resource';
import { clientPath } from '../session/paths';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { bookedFor, type BookingInput } from './booking-input';
import { useServices } from './service-field';
import { Address, addressOf } from './visit-place';

/** Says where the clients come for the visit, or at which numbers they are called. */
export function PlaceHint({ of }: { of: BookingInput }) {
  const service = useServices(bookedFor(of))?.find((each) => each.id === of.service);
  const location = of.service ? service?.location : of.location;
  if (location === 'phone')
    return <>{[of.client, ...of.participants].map((id) => id && <NumberHint key={id} client={id} />)}</>;
  if (location !== 'office') return null;
  return (
    <p class="hint">
      <Address of={addressOf(service)} />
    </p>
  );
}

/** Shows the client's number, or warns that there is none to call. */
function NumberHint({ client }: { client: string }) {
  const profile = useApi(`client:${client}`, () => clients.client(client)).data;
  if (!profile) return null;
  const name = profile.preferred_name || profile.legal_name;
  if (profile.phone)
    return (
      <p class="hint">
        The provider calls {name} at {profile.phone}.
      </p>
    );
  return (
    <Callout tone="amber" icon={icons.alert}>
      {name} has no phone number. <a href={clientPath(client, 'info')}>Add it to the profile</a>
    </Callout>
  );
}
