import { useRef, useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { newIdempotencyKey } from '../api/client';
import * as clients from '../api/clients';
import type { Client } from '../api/types';
import { invalidate, useApi, usePages } from '../api/resource';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { useZoneOffsets } from '../session/zone-offsets';
import type { FieldErrors } from '../ui/corrections';
import { Dialog } from '../ui/dialog';
import { later } from '../ui/later';
import { ShowMore } from '../ui/show-more';
import { Callout } from '../ui/page';
import { Select } from '../ui/select';
import { Form, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { bookingOf, questionOf, type BookingInput } from './booking-input';
import { bookedTwiceWords, OverlapWarning, type NamesById } from './overlap-warning';
import { ParticipantsField } from './participants-field';
import { ServiceField } from './service-field';
import { timesOf, START_FIELDS, suggestTime, parseTime, type TimeInput } from './time-input';
import { readTime } from './read-time';
import { TakenTimeChoices, useTakenTime, type TakenTime } from './taken-time';
import { TimeFields } from './time-fields';
import { spanOf, whenWords } from './time-words';
import * as icons from '../ui/icons';
import { serverNow } from '../kernel/server-clock';

const RepeatField = later(() => import('../series/repeat-field'));

export interface BookDialogProps {
  /** The client it is booked for; without one, the dialog asks. */
  client?: Client;
  /** The start to suggest, instead of the next full hour. */
  at?: number;
  /** The provider whom an Admin books it for, instead of one whom they choose. */
  provider?: string;
  /** An appointment whose length and service are suggested too. */
  like?: Appointment;
  onClose: () => void;
  onDone: (booked: Appointment) => void;
}

export default function BookDialog({ client, at, like, onClose, onDone }: BookDialogProps) {
  const submit = useSubmit();
  // Read once: the suggestion must not move while the form is open.
  const [suggested] = useState(() => suggestTime(serverNow(), like?.zone ?? me.value?.practice.zone ?? 'UTC', at));
  const blank = blankOf(suggested, client, like);
  const typed = useDraft<BookingInput>(`book:${client?.id ?? ''}${at ?? ''}`, blank, [START_FIELDS]);
  const { values } = typed;
  useZoneOffsets(values.zone);
  const time = parseTime(values, serverNow());
  const once =
    values.client && time.start && time.minutes !== undefined ? bookingOf(values, timesOf(time, values.zone)) : null;
  const taken = useTakenTime(values);
  const send = useSend(typed, taken, onDone);
  return (
    <Dialog title="Book appointment" onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <ForWhom client={client} typed={typed} error={submit.error} />
          <ServiceField typed={typed} error={submit.error} />
          {values.client ? (
            <ForClient id={values.client} typed={typed} time={time} error={submit.error} />
          ) : (
            <TimeFields typed={typed} time={time} error={submit.error} />
          )}
          <RepeatField typed={typed} error={submit.error} once={once} />
          <TakenTimeChoices
            taken={taken}
            zone={values.zone}
            verb="Book anyway"
            onChoose={typed.update}
            isSeries={!!values.repeat?.kind}
          />
          <p class="hint">The client gets an alert without details and signs in to join.</p>
        </div>
        <div class="dialog-foot">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="primary" aria-busy={submit.busy}>
            Book appointment
          </button>
        </div>
      </Form>
    </Dialog>
  );
}

/** Books what was typed, once, also if it is sent again after a failure. */
function useSend(
  typed: ReturnType<typeof useDraft<BookingInput>>,
  taken: TakenTime,
  onDone: (one: Appointment) => void,
) {
  // Another booking is another request.
  const keys = useRef(new Map<string, string>()).current;
  return async (): Promise<void> => {
    const { values } = typed;
    const { repeat } = values;
    const read = await readTime(values, {
      client: values.client ? undefined : 'Choose whom it is for.',
      ...(repeat?.kind && !repeat[repeat.ends].trim() && { [repeat.ends]: 'Say when the series ends.' }),
    });
    await taken.send(async (leave) => {
      const booking = { ...bookingOf(values, timesOf(read, values.zone)), ...leave };
      const body = JSON.stringify(booking);
      const key = keys.get(body) ?? newIdempotencyKey();
      keys.set(body, key);
      const booked = await appointmentsApi.book(booking, key);
      typed.clear();
      invalidate('appointments');
      const what = booked.series ? 'Series booked, from' : 'Booked:';
      toast(`${what} ${whenWords(spanOf(booked), booked.zone)}.${bookedTwiceWords(booked)}`);
      onDone(booked);
    });
  };
}

/** Returns the only provider of a client, for an Admin who books: they need not choose. */
function onlyProviderOf(client: Client | undefined): string[] {
  if (me.value?.role !== 'admin' || client?.providers.length !== 1) return [];
  return client.providers.map((each) => each.id);
}

function blankOf(suggested: TimeInput, client: Client | undefined, like: Appointment | undefined): BookingInput {
  const minutes = like ? String(like.minutes) : suggested.minutes;
  const service = like?.service?.id ?? '';
  const providers = onlyProviderOf(client);
  const people = { client: client?.id ?? '', providers, participants: [] };
  return { ...suggested, minutes, service, ...people, repeat: null, skip: [] };
}

interface ForWhomProps {
  client: Client | undefined;
  typed: ReturnType<typeof useDraft<BookingInput>>;
  error: FieldErrors;
}

function ForWhom({ client, typed, error }: ForWhomProps) {
  if (client)
    return (
      <p class="to">
        <span class="muted">For</span> <strong>{client.legal_name}</strong>
      </p>
    );
  return (
    <ClientPicker
      value={typed.values.client}
      // The other people were chosen for the former client's appointment.
      onValue={(client) => typed.update({ client, providers: [], participants: [] })}
      error={error('client', 'client_id')}
    />
  );
}

interface PickerProps {
  value: string;
  onValue: (id: string) => void;
  error: string | undefined;
}

function ClientPicker({ value, onValue, error }: PickerProps) {
  const list = usePages('clients', clients.clients);
  const rows = list.data?.items ?? [];
  const choices = rows.map((row) => ({ value: row.id, label: row.name }));
  const none = { value: '', label: list.data ? 'Choose a client' : 'Loading' };
  return (
    <>
      <Select
        label="Client"
        name="client"
        value={value}
        onValue={onValue}
        error={error ?? list.error?.message}
        hint={list.data && !rows.length ? 'You have no clients yet. Add one on the Clients page.' : undefined}
        choices={[none, ...choices]}
      />
      <ShowMore next={list.data?.next ?? null} more={list.more} />
    </>
  );
}

type ForClientProps = Parameters<typeof TimeFields>[0] & {
  id: string;
  typed: ReturnType<typeof useDraft<BookingInput>>;
};

/** Shows the fields that depend on the client: their time, providers and account. */
function ForClient({ id, typed, ...when }: ForClientProps) {
  const profile = useApi(`client:${id}`, () => clients.client(id)).data;
  const reader = profile && { name: profile.preferred_name || profile.legal_name, zone: profile.zone };
  return (
    <>
      {profile && profile.status !== 'active' && (
        <Callout tone="amber" icon={icons.alert}>
          {reader?.name} has no account yet, and can join once they have accepted an invitation.
        </Callout>
      )}
      <TimeFields typed={typed} {...when} client={reader} />
      {profile && <OverlapWarning question={questionOf(typed.values, when.time)} names={namesOf(profile)} />}
      {profile && <ParticipantsField client={profile} typed={typed} error={when.error} />}
    </>
  );
}

function namesOf({ id, legal_name, providers }: Client): NamesById {
  return Object.fromEntries([[id, legal_name], ...providers.map((each) => [each.id, each.name])]) as NamesById;
}
