import type { Client } from '../api/types';
import { clientPath } from '../session/paths';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { bookedFor, type BookingInput } from './booking-input';
import { useServices } from './service-field';
import { Address, addressOf } from './visit-place';

interface PlaceHintProps {
  of: BookingInput;
  client: Client;
  name: string;
}

/** Says where the client comes for the chosen service, or warns that there is no number to call. */
export function PlaceHint({ of, client, name }: PlaceHintProps) {
  const service = useServices(bookedFor(of))?.find((each) => each.id === of.service);
  if (service?.location === 'office')
    return (
      <p class="hint">
        <Address of={addressOf(service)} />
      </p>
    );
  if (service?.location !== 'phone') return null;
  if (client.phone) return <p class="hint">The provider calls {client.phone}.</p>;
  return (
    <Callout tone="amber" icon={icons.alert}>
      {name} has no phone number to call. <a href={clientPath(client.id, 'info')}>Add it to the profile</a>
    </Callout>
  );
}
