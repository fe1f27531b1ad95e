import { useState } from 'preact/hooks';
import { invalidate, useApi } from '../api/resource';
import * as waitlistApi from '../api/waitlist';
import type { Wait } from '../api/waitlist';
import { LocationMark } from '../practice/location-mark';
import { me } from '../session/session';
import { FormProblem, useSubmit } from '../ui/form';
import { Loaded } from '../ui/loaded';
import { toast } from '../ui/toast';
import { JoinDialog } from './waitlist-join';
import { instantWords, NOBODY_LEFT, wishWords } from './waitlist-words';
import './waitlist.css';

const useWaits = () => useApi('waitlist', () => waitlistApi.waits());
const reload = (): void => {
  invalidate('waitlist');
  invalidate('appointments');
  invalidate('appointment:');
};

/** Shows the times that are held for the client who is signed in. */
export function Offers() {
  const offered = useWaits().data?.items.filter((each) => each.offer) ?? [];
  if (!offered.length) return null;
  return (
    <section class="card waitlist offers" aria-labelledby="offers">
      <h2 id="offers">A time has become free</h2>
      <ul>
        {offered.map((each) => (
          <OfferItem key={each.id} of={each} />
        ))}
      </ul>
    </section>
  );
}

function OfferItem({ of }: { of: Wait }) {
  const submit = useSubmit();
  const accept = async (): Promise<void> => {
    await waitlistApi.accept(of.id);
    toast('Booked.');
    reload();
  };
  const decline = async (): Promise<void> => {
    await waitlistApi.decline(of.id);
    toast('Declined. You stay on the waitlist.');
    reload();
  };
  if (!of.offer) return null;
  return (
    <li>
      <div>
        <p>
          <strong>{instantWords(of.offer.starts_at)}</strong>, {of.service.name} with {of.offer.provider.name}
        </p>
        <p>
          <LocationMark of={of.location} />
        </p>
        <p class="hint">
          Held for you until {instantWords(of.offer.ends_at)}.
          {of.replaced_starts_at &&
            ` If you accept, your appointment of ${instantWords(of.replaced_starts_at)} is cancelled.`}
        </p>
        <FormProblem refusal={submit.refusal} />
      </div>
      <div class="head-acts">
        <button type="button" onClick={() => void submit.run(decline)}>
          No thanks
        </button>
        <button type="button" class="primary" aria-busy={submit.busy} onClick={() => void submit.run(accept)}>
          Accept
        </button>
      </div>
    </li>
  );
}

/** Shows for what the client waits, and lets them ask for more. */
export function Waits() {
  const waits = useWaits();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section class="card waitlist" aria-labelledby="waitlist">
      <div class="section-head">
        <h2 id="waitlist">Waitlist</h2>
        <button type="button" onClick={() => setIsOpen(true)}>
          Ask for an earlier time
        </button>
      </div>
      <Loaded of={waits} lines={1}>
        {({ items }) =>
          items.length ? (
            <ul>
              {items.map((each) => (
                <WaitItem key={each.id} of={each} />
              ))}
            </ul>
          ) : (
            <p class="hint">When a time becomes free that suits you, you are told and can accept it.</p>
          )
        }
      </Loaded>
      <EndedWaits />
      {isOpen && <JoinDialog onClose={() => setIsOpen(false)} />}
    </section>
  );
}

function WaitItem({ of }: { of: Wait }) {
  const submit = useSubmit();
  const leave = async (): Promise<void> => {
    await waitlistApi.leave(of.id);
    toast('You are off this waitlist.');
    reload();
  };
  return (
    <li>
      <div>
        <p>{of.service.name}</p>
        <p class="hint">{wishWords(of)}</p>
        {!of.can_be_offered && (
          <p class="field-error">{NOBODY_LEFT} Leave the waitlist, and join it again with another visit or provider.</p>
        )}
        <FormProblem refusal={submit.refusal} />
      </div>
      <button type="button" aria-busy={submit.busy} onClick={() => void submit.run(leave)}>
        Leave<span class="unseen"> the waitlist for {of.service.name}</span>
      </button>
    </li>
  );
}

const ENDS: Partial<Record<Wait['status'], string>> = {
  booked: 'You accepted a time',
  withdrawn: 'Taken off the waitlist',
  expired: 'The last day passed without a time',
};

/** Shows how the client's newest waits ended, and why where staff said so; nothing if none did. */
function EndedWaits() {
  const client = me.value?.client_id ?? '';
  const ended = useApi('waitlist:ended', () => waitlistApi.ended(client)).data?.items ?? [];
  if (!ended.length) return null;
  return (
    <details class="ended-waits">
      <summary>Ended</summary>
      <ul>
        {ended.map((each) => (
          <li key={each.id}>
            <p>{each.service.name}</p>
            <p class="hint">
              {ENDS[each.status]}, {instantWords(each.ended_at ?? each.created_at)}
            </p>
            {each.reason && <p>{each.reason}</p>}
          </li>
        ))}
      </ul>
    </details>
  );
}
