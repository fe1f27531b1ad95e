import { useEffect, useRef, useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { newIdempotencyKey } from '../api/client';
import { invalidate } from '../api/resource';
import type { Client } from '../api/types';
import { serverNow } from '../kernel/server-clock';
import { toIso } from '../kernel/time-zones';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { useZoneOffsets } from '../session/zone-offsets';
import { Dialog } from '../ui/dialog';
import { Form, useSubmit } from '../ui/form';
import { later } from '../ui/later';
import { toast } from '../ui/toast';
import { blankOf, ForClient, ForWhom } from './book-fields';
import { bookedFor, bookingOf, type BookingInput } from './booking-input';
import { useNextFree } from './next-free';
import { bookedTwiceWords } from './overlaps';
import { PlaceHint } from './place-hint';
import { readTime } from './read-time';
import { rememberService, ServiceField, usualService, useServices } from './service-field';
import { SendButton, useTakenTime, type TakenTime } from './taken-time';
import { TimeFields } from './time-fields';
import { timesOf, START_FIELDS, suggestTime, parseTime } from './time-input';
import { spanOf, whenWords } from './time-words';

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

export default function BookDialog({ client, provider, at, like, onClose, onDone }: BookDialogProps) {
  const submit = useSubmit();
  const { typed, time, once } = useBookingForm({ client, provider, at, like });
  const { values } = typed;
  const taken = useTakenTime(values);
  const [count, setCount] = useState<number | null>(null);
  const isSeries = !!values.repeat?.kind;
  const send = useSend(typed, taken, count, onDone);
  return (
    <Dialog title="Book appointment" onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <ForWhom client={client} provider={provider} typed={typed} error={submit.error} />
          <ServiceField typed={typed} error={submit.error} />
          <PlaceHint of={values} />
          {values.client ? (
            <ForClient id={values.client} typed={typed} time={time} error={submit.error} taken={taken} />
          ) : (
            <TimeFields typed={typed} time={time} error={submit.error} />
          )}
          <RepeatField
            typed={typed}
            error={submit.error}
            once={once}
            start={time.start && toIso(time.start)}
            onCount={setCount}
          />
          <p class="hint">The client gets an alert without details and signs in to see it.</p>
        </div>
        <div class="dialog-foot">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <SendButton
            taken={taken}
            verb={!isSeries ? 'Book appointment' : count ? `Book ${count} appointments` : 'Book appointments'}
            anyway="Book anyway"
            busy={submit.busy}
          />
        </div>
      </Form>
    </Dialog>
  );
}

/** Holds what is typed, over what is suggested: the usual service, and the next time that is free for it. */
function useBookingForm({ client, provider, at, like }: Pick<BookDialogProps, 'client' | 'provider' | 'at' | 'like'>) {
  // Read once: the suggestion must not move while the form is open.
  const [opened] = useState(serverNow);
  const [free, setFree] = useState(at);
  const suggested = suggestTime(opened, like?.zone ?? me.value?.practice.zone ?? 'UTC', free);
  const services = useServices(provider);
  const blank = blankOf(suggested, { client, provider, like, service: usualService(services) });
  const typed = useDraft<BookingInput>(`book:${client?.id ?? ''}${at ?? ''}`, blank, [START_FIELDS]);
  const { values } = typed;
  useZoneOffsets(values.zone);
  const time = parseTime(values, serverNow());
  const next = useNextFree({
    service: values.service,
    provider: bookedFor(values),
    minutes: time.minutes ?? 0,
    zone: values.zone,
  });
  useEffect(() => {
    if (at === undefined && next !== undefined) setFree(next);
  }, [at, next]);
  const once =
    values.client && time.start && time.minutes !== undefined ? bookingOf(values, timesOf(time, values.zone)) : null;
  return { typed, time, once };
}

/** Books what was typed, once, also if it is sent again after a failure. */
function useSend(
  typed: ReturnType<typeof useDraft<BookingInput>>,
  taken: TakenTime,
  count: number | null,
  onDone: (one: Appointment) => void,
) {
  // Another booking is another request.
  const keys = useRef(new Map<string, string>()).current;
  return async (): Promise<void> => {
    const { values } = typed;
    const { repeat } = values;
    const read = await readTime(values, {
      client: values.client ? undefined : 'Choose whom it is for.',
      provider: !values.client || bookedFor(values) ? undefined : 'Choose who sees the client.',
      ...(repeat?.kind && !repeat[repeat.ends].trim() && { [repeat.ends]: 'Say when the series ends.' }),
    });
    await taken.send(async (leave) => {
      const booking = { ...bookingOf(values, timesOf(read, values.zone)), ...leave };
      const body = JSON.stringify(booking);
      const key = keys.get(body) ?? newIdempotencyKey();
      keys.set(body, key);
      const booked = await appointmentsApi.book(booking, key);
      typed.clear();
      rememberService(values.service);
      invalidate('appointments', 'availability');
      const many = count ? `${count} appointments booked, from` : 'Series booked, from';
      const what = booked.series ? many : 'Booked:';
      toast(`${what} ${whenWords(spanOf(booked), booked.zone)}.${bookedTwiceWords(booked)}`);
      onDone(booked);
    });
  };
}
