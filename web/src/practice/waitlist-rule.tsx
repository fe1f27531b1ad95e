import { withFresh } from '../api/conflict';
import type { Practice } from '../api/types';
import { saveOfferHours } from '../api/waitlist';
import { useDraft } from '../session/drafts';
import { bindField } from '../ui/bind-field';
import { Field } from '../ui/field';
import { checkFields, Form, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';

const MAX_HOURS = 24;

/** Edits how long a client of the waitlist has to accept an offer. */
export default function WaitlistRule({ facts, put }: { facts: Practice; put: (facts: Practice) => void }) {
  const submit = useSubmit();
  const typed = useDraft('waitlist-rule', { hours: String(facts.offer_hours) });
  const on = bindField(typed, submit.error);
  const save = async (): Promise<void> => {
    const hours = /^\d{1,2}$/.test(typed.values.hours.trim()) ? Number(typed.values.hours) : 0;
    const isPossible = hours >= 1 && hours <= MAX_HOURS;
    checkFields({ hours: isPossible ? undefined : `Write a whole number from 1 to ${MAX_HOURS}.` });
    put(await saveOfferHours(hours, facts.version).catch(withFresh(put)));
    typed.clear();
    toast('Waitlist saved.');
  };
  return (
    <Form submit={submit} onSend={save} label="Waitlist">
      <Field
        label="Hours to accept an offer"
        inputMode="numeric"
        autocomplete="off"
        hint="From 1 to 24. The hours without reminders do not count, so an offer of the evening can be accepted in the morning."
        {...on('hours', 'offer_hours')}
      />
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save waitlist
        </button>
      </div>
    </Form>
  );
}
