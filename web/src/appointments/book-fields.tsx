import type { Appointment } from '../api/appointments';
import type { BookableService } from '../api/booking';
import * as clients from '../api/clients';
import { useApi } from '../api/resource';
import type { Client, Named } from '../api/types';
import type { useDraft } from '../session/drafts';
import { me } from '../session/session';
import type { FieldErrors } from '../ui/corrections';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { Select } from '../ui/select';
import { questionOf, type BookingInput } from './booking-input';
import { ChosenClient, ClientPicker } from './client-picker';
import type { NamesById } from './overlaps';
import { ParticipantsField } from './participants-field';
import type { TakenTime } from './taken-time';
import { TimeFields } from './time-fields';
import type { TimeInput } from './time-input';
import { TimeProblem } from './time-problem';

type Typed = ReturnType<typeof useDraft<BookingInput>>;

interface Start {
  client: Client | undefined;
  provider: string | undefined;
  like: Appointment | undefined;
  service: BookableService | undefined;
}

/** Returns what the form has before anything is typed. */
export function blankOf(suggested: TimeInput, { client, provider, like, service }: Start): BookingInput {
  const minutes = like?.minutes ?? service?.minutes;
  return {
    ...suggested,
    minutes: minutes ? String(minutes) : suggested.minutes,
    service: (like ? like.service?.id : service?.id) ?? '',
    location: (like ?? service)?.location ?? 'video',
    client: client?.id ?? '',
    providers: providersOf(client?.providers, provider),
    participants: [],
    repeat: null,
    skip: [],
  };
}

/** Returns whom an Admin books for: the provider of the calendar, or the only one of the client. */
function providersOf(assigned: Named[] | null | undefined, provider: string | undefined): string[] {
  if (me.value?.role !== 'admin' || !assigned) return [];
  if (assigned.some((each) => each.id === provider)) return [provider ?? ''];
  return assigned.length === 1 ? assigned.map((each) => each.id) : [];
}

interface ForWhomProps {
  client: Client | undefined;
  provider: string | undefined;
  typed: Typed;
  error: FieldErrors;
}

export function ForWhom({ client, provider, typed, error }: ForWhomProps) {
  if (client) return <ChosenClient id={client.id} />;
  // The other people were chosen for the former client's appointment.
  const choose = (id: string, providers: string[]): void => typed.update({ client: id, providers, participants: [] });
  if (typed.values.client) return <ChosenClient id={typed.values.client} onChange={() => choose('', [])} />;
  return (
    <ClientPicker
      onChoose={(row) => choose(row.id, providersOf(row.providers, provider))}
      error={error('client', 'client_id')}
    />
  );
}

type ForClientProps = Parameters<typeof TimeFields>[0] & { id: string; typed: Typed; taken: TakenTime };

/** Shows the fields that depend on the client: their time, providers and account. */
export function ForClient({ id, typed, taken, ...when }: ForClientProps) {
  const profile = useApi(`client:${id}`, () => clients.client(id)).data;
  const reader = profile && { name: profile.preferred_name || profile.legal_name, zone: profile.zone };
  const { values } = typed;
  return (
    <>
      {profile && profile.status !== 'active' && (
        <Callout tone="amber" icon={icons.alert}>
          {reader?.name} has no account yet, and can sign in once they have accepted an invitation.
        </Callout>
      )}
      {profile && me.value?.role === 'admin' && (
        <ProviderField of={profile.providers} typed={typed} error={when.error} />
      )}
      <TimeFields typed={typed} {...when} client={reader} />
      <TimeProblem
        question={profile ? questionOf(values, when.time) : null}
        names={profile ? namesOf(profile) : {}}
        taken={taken}
        zone={values.zone}
        onChoose={typed.update}
        isSeries={!!values.repeat?.kind}
      />
      {profile && <ParticipantsField client={profile} typed={typed} error={when.error} />}
    </>
  );
}

/** Asks an Admin for whom they book: one of the client's providers. */
function ProviderField({ of, typed, error }: { of: Named[]; typed: Typed; error: FieldErrors }) {
  const [first = '', ...more] = typed.values.providers;
  const choose = (id: string): void =>
    typed.update({ providers: id ? [id, ...more.filter((each) => each !== id)] : [] });
  return (
    <Select
      label="Provider"
      name="provider"
      value={first}
      onValue={choose}
      error={error('provider', 'provider_ids')}
      hint={of.length ? undefined : 'No provider is assigned to this client. Assign one in the client’s profile.'}
      choices={[{ value: '', label: 'Choose a provider' }, ...of.map((each) => ({ value: each.id, label: each.name }))]}
    />
  );
}

function namesOf({ id, legal_name, providers }: Client): NamesById {
  return Object.fromEntries([[id, legal_name], ...providers.map((each) => [each.id, each.name])]) as NamesById;
}
