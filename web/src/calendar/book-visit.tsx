import { useLocation } from 'preact-iso';
import { useRef, useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import { ApiError, type FreeTime } from '../api/api-error';
import * as booking from '../api/booking';
import type { BookableService } from '../api/booking';
import { newIdempotencyKey } from '../api/client';
import { invalidate, useApi } from '../api/resource';
import { noticeWords } from '../appointments/late-cancellation';
import { LocationMark } from '../practice/location-mark';
import { Address, addressOf, OwnNumber } from '../appointments/visit-place';
import { minutesWords, whenWords } from '../appointments/time-words';
import { formatMoney } from '../kernel/money';
import { localZone } from '../kernel/time-zones';
import { me } from '../session/session';
import type { FieldErrors } from '../ui/corrections';
import { Form, checkFields, useSubmit } from '../ui/form';
import * as icons from '../ui/icons';
import { Loaded, Part } from '../ui/loaded';
import { Callout, Empty, Page } from '../ui/page';
import { Select } from '../ui/select';
import { toast } from '../ui/toast';
import { FreeTimes } from './free-times';
import './calendar.css';

const MINE = '/client/appointments';
const ANYONE = '';

/** Lets a client choose a service, a provider and a free time, and books or asks for it. */
export default function BookVisit() {
  const list = useApi('bookable-services', booking.bookableServices);
  return (
    <Page title="Book a visit" back={{ href: MINE, label: 'Appointments' }} narrow>
      <Loaded of={list}>{({ items }) => (items.length ? <BookForm services={items} /> : <NothingBookable />)}</Loaded>
    </Page>
  );
}

function NothingBookable() {
  const practice = me.value?.practice;
  return (
    <Empty icon={icons.calendar}>
      <p>
        {practice?.name} books visits with you and writes to you.
        {practice?.telephone && ` To ask for one, call ${practice.telephone}.`}
      </p>
    </Empty>
  );
}

/** What a client has chosen so far; `taken` has the next free times after somebody else was quicker. */
interface Choice {
  service: string;
  provider: string;
  start: string;
  taken: readonly FreeTime[] | null;
}

function BookForm({ services }: { services: BookableService[] }) {
  const { route } = useLocation();
  const key = useRef(newIdempotencyKey());
  const submit = useSubmit();
  const [choice, setChoice] = useState<Choice>({
    service: services.length === 1 ? (services[0]?.id ?? '') : '',
    provider: ANYONE,
    start: '',
    taken: null,
  });
  const service = services.find((each) => each.id === choice.service);
  const update = (change: Partial<Choice>): void => setChoice((before) => ({ ...before, ...change }));
  const send = async (): Promise<void> => {
    const { provider, start } = choice;
    checkFields({ service: service ? undefined : 'Choose a visit.', starts_at: start ? undefined : 'Choose a time.' });
    const whom = provider && { provider_ids: [provider] };
    try {
      const booked = await appointmentsApi.book(
        { service: choice.service, starts_at: start, zone: localZone(), ...whom },
        key.current,
      );
      toast(booked.status === 'requested' ? 'Your request was sent.' : 'Your visit is booked.');
      route(`${MINE}/${booked.id}`);
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.code !== 'SlotTaken') throw reason;
      // Another attempt is another booking.
      key.current = newIdempotencyKey();
      update({ start: '', taken: reason.free });
    } finally {
      invalidate('appointments', 'availability');
    }
  };
  return (
    <Form submit={submit} onSend={send} class="stack">
      <Services
        services={services}
        chosen={choice.service}
        onChoose={(id) => update({ service: id, provider: ANYONE, start: '', taken: null })}
        error={submit.error('service')}
      />
      {service && <Times service={service} choice={choice} update={update} error={submit.error} />}
      {service && choice.start && <Summary service={service} start={choice.start} busy={submit.busy} />}
    </Form>
  );
}

interface TimesProps {
  service: BookableService;
  choice: Choice;
  update: (change: Partial<Choice>) => void;
  error: FieldErrors;
}

function Times({ service, choice, update, error }: TimesProps) {
  const { provider, start, taken } = choice;
  const onStart = (at: string): void => update({ start: at });
  return (
    <section class="card" aria-label="When">
      {service.providers.length > 1 && (
        <Select
          label="With"
          name="provider"
          value={provider}
          onValue={(id) => update({ provider: id, start: '', taken: null })}
          error={error('provider_ids')}
          choices={[
            { value: ANYONE, label: 'Anyone who is free' },
            ...service.providers.map((each) => ({ value: each.id, label: each.name })),
          ]}
        />
      )}
      {taken && <Taken free={taken} minutes={service.minutes} chosen={start} onChoose={onStart} />}
      <FreeTimes
        key={`${service.id} ${provider}`}
        service={service}
        provider={provider}
        chosen={start}
        onChoose={onStart}
        error={error('starts_at')}
      />
    </section>
  );
}

interface ServicesProps {
  services: BookableService[];
  chosen: string;
  onChoose: (id: string) => void;
  error: string | undefined;
}

/** Asks for the kind of visit; where there is only one, says which. */
function Services({ services, chosen, onChoose, error }: ServicesProps) {
  const [only, ...others] = services;
  if (only && !others.length)
    return (
      <section class="card" aria-label="What kind of visit">
        <ServiceWords of={only} isChosen />
      </section>
    );
  return (
    <fieldset class="card choices" data-field="service" aria-describedby={error && 'service-error'}>
      <legend class="unseen">What kind of visit</legend>
      {services.map((each) => (
        <label key={each.id} class="radio">
          {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props -- the form focuses the first invalid input by it */}
          <input
            type="radio"
            name="service"
            checked={each.id === chosen}
            aria-invalid={error ? true : undefined}
            onChange={() => onChoose(each.id)}
          />
          <span>
            <ServiceWords of={each} isChosen={each.id === chosen} />
          </span>
        </label>
      ))}
      {error && (
        <p class="field-error" id="service-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function ServiceWords({ of, isChosen }: { of: BookableService; isChosen: boolean }) {
  return (
    <>
      <strong>{of.name}</strong>
      <span class="hint">
        <LocationMark of={of.location} more={lengthWords(of)} />
      </span>
      {of.description && <span class="hint">{of.description}</span>}
      {isChosen && of.location !== 'video' && (
        <span class="place-line">
          {of.location === 'phone' ? <NumberFor service={of.id} /> : <Address of={addressOf(of)} />}
        </span>
      )}
    </>
  );
}

function NumberFor({ service }: { service: string }) {
  const number = useApi(`own-number/${service}`, () => booking.ownNumber(service));
  return (
    <Part of={number} what="Your phone number">
      {(phone) => <OwnNumber phone={phone} />}
    </Part>
  );
}

function lengthWords({ minutes, price }: BookableService): string {
  return minutesWords(minutes) + (price ? `, ${formatMoney(price)}` : '');
}

interface TakenProps {
  free: readonly FreeTime[];
  minutes: number;
  chosen: string;
  onChoose: (start: string) => void;
}

/** Says that somebody else was quicker, and offers the next free times. */
export function Taken({ free, minutes, chosen, onChoose }: TakenProps) {
  return (
    <div role="alert">
      <Callout tone="amber" icon={icons.alert}>
        <p>
          <strong>This time was just taken.</strong>{' '}
          {free.length ? 'The next free times are:' : 'Choose another one below.'}
        </p>
        <ul class="chips">
          {free.map((each) => (
            <li key={each.starts_at}>
              <button
                type="button"
                class="chip"
                aria-pressed={each.starts_at === chosen}
                onClick={() => onChoose(each.starts_at)}
              >
                {whenWords(spanFrom(each.starts_at, minutes), localZone())}
              </button>
            </li>
          ))}
        </ul>
      </Callout>
    </div>
  );
}

function Summary({ service, start, busy }: { service: BookableService; start: string; busy: boolean }) {
  const isRequest = service.bookable === 'request';
  const zone = localZone();
  return (
    <section class="sticky-foot chosen-time" aria-label="Your visit">
      <div>
        <p>
          <strong>{whenWords(spanFrom(start, service.minutes), zone)}</strong>
        </p>
        <p class="hint">
          {isRequest
            ? 'The time is kept for you until your provider answers. You get an e-mail when they do.'
            : 'You can cancel it on the page of the appointment.'}{' '}
          {noticeWords(service, start)}
        </p>
      </div>
      <button class="primary" aria-busy={busy}>
        {isRequest ? 'Request visit' : 'Book visit'}
      </button>
    </section>
  );
}

export function spanFrom(startsAt: string, minutes: number) {
  const start = Date.parse(startsAt);
  return { start, end: start + minutes * 60_000 };
}
