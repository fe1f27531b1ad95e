import { useState } from 'preact/hooks';
import { invalidate, useApi } from '../api/resource';
import * as waitlistApi from '../api/waitlist';
import type { OfferableTime, Wait } from '../api/waitlist';
import { localZone } from '../kernel/time-zones';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { checkFields, useSubmit } from '../ui/form';
import { Loaded } from '../ui/loaded';
import { Select } from '../ui/select';
import { toast } from '../ui/toast';
import { dayAhead, instantWords, wishWords } from './waitlist-words';

const DAYS_AHEAD = 28;

/** Offers a free time that suits the client or, knowingly, another one. */
export function OfferDialog({ of, onClose }: { of: Wait; onClose: () => void }) {
  const submit = useSubmit();
  const [chosen, setChosen] = useState('');
  const [hasOthers, setHasOthers] = useState(false);
  const query = { from: dayAhead(0), to: dayAhead(DAYS_AHEAD), zone: localZone() };
  const resource = useApi(`waitlist-times:${of.id}`, () => waitlistApi.times(of.id, query));
  const showOthers = (isShown: boolean): void => {
    setHasOthers(isShown);
    setChosen('');
  };
  const send = async (): Promise<void> => {
    const time = resource.data?.times.find((each) => keyOf(each) === chosen);
    checkFields({ starts_at: time ? undefined : 'Choose a time.' });
    if (!time) return;
    await waitlistApi.offer(of.id, { provider_id: time.provider.id, starts_at: time.starts_at });
    toast(`Offered. ${of.client.name} gets an alert without details.`);
    invalidate('waitlist');
    invalidate('appointments');
    onClose();
  };
  return (
    <ConfirmDialog title="Offer a time" verb="Offer" {...{ submit, onClose }} onSend={send}>
      <p>
        <strong>{of.client.name}</strong>, {of.service.name}
        <br />
        <span class="hint">{wishWords(of)}</span>
      </p>
      <Loaded of={resource}>
        {({ times }) => (
          <>
            <Select
              label="Time"
              name="starts_at"
              value={chosen}
              onValue={setChosen}
              error={submit.error('starts_at')}
              hint="It is held until the client answers, or the offer ends."
              choices={choicesOf(times, hasOthers)}
            />
            <OtherTimes isShown={hasOthers} onShow={showOthers} />
          </>
        )}
      </Loaded>
    </ConfirmDialog>
  );
}

function OtherTimes({ isShown, onShow }: { isShown: boolean; onShow: (isShown: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={isShown} onChange={(event) => onShow(event.currentTarget.checked)} />
      Show other times, which the client did not ask for
    </label>
  );
}

/** Returns the times to choose from; each names its provider if there are several. */
function choicesOf(times: OfferableTime[], hasOthers: boolean) {
  const shown = times.filter((each) => hasOthers || each.suits);
  const isShared = new Set(times.map((each) => each.provider.id)).size > 1;
  const none = hasOthers ? 'No free time in the next four weeks' : 'No free time suits in the next four weeks';
  return [
    { value: '', label: shown.length ? 'Choose' : none },
    ...shown.map((each) => ({
      value: keyOf(each),
      label: instantWords(each.starts_at) + (isShared ? `, ${each.provider.name}` : ''),
    })),
  ];
}

function keyOf(time: OfferableTime): string {
  return `${time.starts_at} ${time.provider.id}`;
}
