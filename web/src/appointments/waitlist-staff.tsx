import { useState } from 'preact/hooks';
import { availability } from '../api/booking';
import { invalidate, useApi } from '../api/resource';
import * as waitlistApi from '../api/waitlist';
import type { Wait } from '../api/waitlist';
import { localZone } from '../kernel/time-zones';
import { me } from '../session/session';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { checkFields, FormProblem, useSubmit } from '../ui/form';
import { LoadError } from '../ui/load-states';
import { Loaded } from '../ui/loaded';
import { Select } from '../ui/select';
import { toast } from '../ui/toast';
import { dayAhead, instantWords, wishWords } from './waitlist-words';
import './waitlist.css';

const DAYS_AHEAD = 28;

/** Shows a provider who waits for them and since when; nothing if nobody waits. */
export default function Waitlist() {
  const list = useApi('waitlist', waitlistApi.waits);
  const waits = list.data?.items ?? [];
  if (!list.data && list.error) return <LoadError error={list.error} retry={list.reload} />;
  if (!waits.length) return null;
  return (
    <section class="card waitlist" aria-labelledby="waitlist">
      <h2 id="waitlist">Waitlist</h2>
      <ul>
        {waits.map((each) => (
          <WaitItem key={each.id} of={each} />
        ))}
      </ul>
    </section>
  );
}

function WaitItem({ of }: { of: Wait }) {
  const submit = useSubmit();
  const [isOffering, setIsOffering] = useState(false);
  const remove = async (): Promise<void> => {
    await waitlistApi.leave(of.id);
    toast(`${of.client.name} is off the waitlist.`);
    invalidate('waitlist');
  };
  return (
    <li>
      <div>
        <p>
          <strong>{of.client.name}</strong>, {of.service.name}
        </p>
        <p class="hint">
          {wishWords(of)} · waits since {instantWords(of.created_at)}
        </p>
        {of.offer && (
          <p>
            {instantWords(of.offer.starts_at)} is offered until {instantWords(of.offer.ends_at)}.
          </p>
        )}
        <FormProblem refusal={submit.refusal} />
      </div>
      <div class="head-acts">
        <button type="button" aria-busy={submit.busy} onClick={() => void submit.run(remove)}>
          Remove<span class="unseen"> {of.client.name}</span>
        </button>
        {!of.offer && (
          <button type="button" onClick={() => setIsOffering(true)}>
            Offer a time<span class="unseen"> to {of.client.name}</span>
          </button>
        )}
      </div>
      {isOffering && <OfferDialog of={of} onClose={() => setIsOffering(false)} />}
    </li>
  );
}

/** Offers a free time of the provider who is signed in. */
function OfferDialog({ of, onClose }: { of: Wait; onClose: () => void }) {
  const submit = useSubmit();
  const [start, setStart] = useState('');
  const provider = me.value?.person.id ?? '';
  const query = { service: of.service.id, provider, from: dayAhead(0), to: dayAhead(DAYS_AHEAD), zone: localZone() };
  const times = useApi(`waitlist-times:${of.id}`, () => availability(query));
  const send = async (): Promise<void> => {
    checkFields({ starts_at: start ? undefined : 'Choose a time.' });
    await waitlistApi.offer(of.id, { provider_id: provider, starts_at: start });
    toast(`Offered. ${of.client.name} gets an alert without details.`);
    invalidate('waitlist');
    onClose();
  };
  return (
    <ConfirmDialog title="Offer a time" verb="Offer" {...{ submit, onClose }} onSend={send}>
      <p>
        <strong>{of.client.name}</strong>, {of.service.name}
      </p>
      <Loaded of={times}>
        {({ slots }) => (
          <Select
            label="Time"
            name="starts_at"
            value={start}
            onValue={setStart}
            error={submit.error('starts_at')}
            hint="It is held until the client answers, or the offer ends."
            choices={[
              { value: '', label: slots.length ? 'Choose' : 'No free time in the next four weeks' },
              ...slots.map((each) => ({ value: each.starts_at, label: instantWords(each.starts_at) })),
            ]}
          />
        )}
      </Loaded>
    </ConfirmDialog>
  );
}
