import * as clients from '../api/clients';
import { useApi } from '../api/resource';
import { me } from '../session/session';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';

interface AboutProps {
  client: { id: string; name: string };
}

/** Says what the client gets when an invoice is sent, and what they can do with it. */
export function InvoiceAlert({ client }: AboutProps) {
  return (
    <>
      <p class="hint">
        {me.value?.client_billing.by_card
          ? `${client.name} gets an alert without details and signs in to pay.`
          : `${client.name} gets an alert without details and signs in to see the invoice. They pay you in another way, and you record it.`}
      </p>
      <NoAccount client={client} />
    </>
  );
}

/** Warns that the client cannot sign in yet. */
export function NoAccount({ client }: AboutProps) {
  const profile = useApi(`client:${client.id}`, () => clients.client(client.id)).data;
  if (!profile || profile.status === 'active') return null;
  return (
    <Callout tone="amber" icon={icons.alert}>
      {client.name} has no account yet, and can see the invoice once they have accepted an invitation.
    </Callout>
  );
}
