import { unattended } from '../api/appointments';
import { useApi } from '../api/resource';
import { Callout } from '../ui/page';
import * as icons from '../ui/icons';

/** Says that a provider was taken off a client with whom they have upcoming appointments. */
export function UnattendedHint({ client }: { client: string }) {
  const former = useApi(`appointments:unattended:${client}`, () => unattended(client)).data?.items ?? [];
  if (!former.length) return null;
  return (
    <Callout tone="amber" icon={icons.alert}>
      {former.map(({ provider, upcoming }) => (
        <p key={provider.id}>
          {provider.name} is no longer assigned to this client and has{' '}
          {upcoming === 1 ? 'an upcoming appointment' : `${upcoming} upcoming appointments`} with them. Open{' '}
          {upcoming === 1 ? 'it' : 'each'} and change the provider, or let an Admin assign {provider.name} again.
        </p>
      ))}
    </Callout>
  );
}
