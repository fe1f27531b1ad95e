import { useRoute } from 'preact-iso';
import * as clients from '../api/clients';
import type { Client } from '../api/types';
import { useApi } from '../api/resource';
import { AccountPill } from '../ui/account-pill';
import { Loaded } from '../ui/loaded';
import { NoSuchPage } from '../ui/no-such-page';
import { Page } from '../ui/page';
import { ClientAppointments } from '../appointments/calendar';
import { ClientInvitation } from './client-invitation';
import { ClientBilling } from './client-billing';
import { ClientInfo } from './client-info';
import { InviteClient } from './invite-client';

const TABS = [
  ['', 'Info'],
  ['appointments', 'Appointments'],
  ['billing', 'Billing'],
] as const;

export default function ClientProfile() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const profile = useApi(`client:${id}`, () => clients.client(id));
  const entry = TABS.find(([name]) => name === (params['tab'] ?? ''));
  if (!entry) return <NoSuchPage />;
  const [tab, words] = entry;
  return (
    <Page
      title={`Client: ${words}`}
      heading={profile.data?.legal_name ?? 'Client'}
      back={{ href: '/provider/clients', label: 'Clients' }}
    >
      <Loaded of={profile} lines={6}>
        {(client) => (
          <>
            <Header client={client} put={profile.put} />
            <nav class="subtabs" aria-label="Profile">
              {TABS.map(([name, label]) => (
                <a
                  key={name}
                  href={`/provider/clients/${id}${name && `/${name}`}`}
                  aria-current={name === tab ? 'page' : undefined}
                >
                  {label}
                </a>
              ))}
            </nav>
            {tab === '' && <ClientInfo client={client} put={profile.put} />}
            {tab === 'appointments' && <ClientAppointments client={client} />}
            {tab === 'billing' && <ClientBilling client={client} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Header({ client, put }: { client: Client; put: (client: Client) => void }) {
  return (
    <div class="client-head">
      <AccountPill state={client.status} />
      {client.preferred_name && <span>goes by {client.preferred_name}</span>}
      {client.pronouns && <span class="muted">{client.pronouns}</span>}
      <a href={`mailto:${client.email}`}>{client.email}</a>
      {client.phone && <a href={`tel:${client.phone.replaceAll(/[^+\d]/g, '')}`}>{client.phone}</a>}
      {client.status === 'not_invited' && <InviteClient client={client} />}
      {client.status === 'invited' && <ClientInvitation client={client} put={put} />}
    </div>
  );
}
