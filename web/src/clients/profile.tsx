import type { FunctionComponent } from 'preact';
import { useRoute } from 'preact-iso';
import * as clients from '../api/clients';
import type { Client } from '../api/types';
import { useApi } from '../api/resource';
import { AccountPill } from '../ui/account-pill';
import { AnswerMark } from '../ui/answer-mark';
import { Loaded } from '../ui/loaded';
import { NoSuchPage } from '../ui/no-such-page';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Page } from '../ui/page';
import { PhoneLink } from '../ui/phone-link';
import { ClientAppointments } from '../appointments/client-calendar';
import { ClientNext } from '../appointments/client-next';
import { formatDate } from '../kernel/dates';
import { ClientInvitation } from './client-invitation';
import { ClientBilling } from './client-billing';
import { InfoTab } from './info-tab';
import { InviteClient } from './invite-client';
import { clientPath, clientsPath } from '../session/paths';
import { later } from '../ui/later';

export interface TabProps {
  client: Client;
  put: (client: Client) => void;
}

const MergedBanner = later(() => import('../merging/merged-banner'));

/** The parts of a client's record, in the order of their tabs: the path, the words and the content of each. */
const TABS: [path: string, label: string, content: FunctionComponent<TabProps>][] = [
  ['', 'Info', InfoTab],
  ['appointments', 'Appointments', ClientAppointments],
  ['messages', 'Messages', later(() => import('../messages/profile-messages'), { lines: 4 })],
  ['notes', 'Notes', later(() => import('../notes/client-notes'), { lines: 4 })],
  ['documents', 'Documents', later(() => import('../documents/client-documents'), { lines: 4 })],
  ['billing', 'Billing', ClientBilling],
];

/** Shows a client's record, to a provider of theirs or to an Admin. */
export default function ClientProfile() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const profile = useApi(`client:${id}`, () => clients.client(id));
  const entry = TABS.find(([name]) => name === (params['tab'] ?? ''));
  if (!entry) return <NoSuchPage />;
  const [tab, words, Content] = entry;
  return (
    <Page
      title={`Client: ${words}`}
      heading={profile.data ? <NamedHeading client={profile.data} /> : 'Client'}
      back={{ href: clientsPath(), label: 'Clients' }}
    >
      <Loaded of={profile} lines={6}>
        {(client) => (
          <>
            {(client.merged_into || client.merged_profiles.length > 0) && (
              <MergedBanner key={id} client={client} put={profile.put} />
            )}
            <ProfileHead client={client} put={profile.put} />
            <nav class="subtabs" aria-label="Profile" ref={showCurrent}>
              {TABS.map(([name, label]) => (
                <a key={name} href={clientPath(id, name)} aria-current={name === tab ? 'page' : undefined}>
                  {label}
                </a>
              ))}
            </nav>
            <Content client={client} put={profile.put} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Scrolls the current tab to the middle, where not all tabs fit. */
function showCurrent(tabs: HTMLElement | null): void {
  const current = tabs?.querySelector<HTMLElement>('[aria-current]');
  if (!tabs || !current) return;
  tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - current.clientWidth) / 2;
}

function NamedHeading({ client }: { client: Client }) {
  return (
    <>
      {client.legal_name} <AnswerMark client={client.id} />
    </>
  );
}

/** Shows who the client is and how to reach them, above all tabs. */
function ProfileHead({ client, put }: { client: Client; put: (client: Client) => void }) {
  const {
    preferred_name: preferred,
    pronouns,
    email,
    phone,
    status,
    date_of_birth: born,
    merged_into: merged,
  } = client;
  const facts = [preferred && `goes by ${preferred}`, pronouns, born && `born ${formatDate(born)}`];
  const words = facts.filter(Boolean).join(' · ');
  return (
    <section class="card profile-head" aria-label="Client">
      <span class="initials" aria-hidden="true">
        {initialsOf(preferred ?? client.legal_name)}
      </span>
      <div>
        <p class="profile-names">
          <AccountPill state={merged ? 'merged' : status} />
          {words && <span>{words}</span>}
        </p>
        <p class="contacts">
          <a href={`mailto:${encodeURIComponent(email)}`}>
            <Icon path={icons.mail} />
            <span class="unspaced">{email}</span>
          </a>
          {phone && (
            <PhoneLink phone={phone}>
              <Icon path={icons.phone} />
              {phone}
            </PhoneLink>
          )}
        </p>
        {!merged && <ClientNext client={client} />}
      </div>
      {!merged && (
        <a class="button" href={`${clientPath(client.id, 'messages')}?write`}>
          <Icon path={icons.send} />
          Send Message
        </a>
      )}
      {status === 'not_invited' && !merged && <InviteClient client={client} />}
      {status === 'invited' && <ClientInvitation client={client} put={put} />}
    </section>
  );
}

/** Returns the first letters of the first and the last name. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => word?.match(/^./u)?.[0] ?? '').join('');
}
