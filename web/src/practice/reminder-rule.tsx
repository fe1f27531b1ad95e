import * as practice from '../api/practice';
import { withFresh } from '../api/conflict';
import type { Practice } from '../api/types';
import { useDraft } from '../session/drafts';
import { bindField } from '../ui/bind-field';
import { Field } from '../ui/field';
import { Form, checkFields, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';

const MAX_REMINDERS = 3;
const MAX_HOURS = 168;

/** Edits how many hours before an appointment clients are reminded, and when they are not. */
export function ReminderRule({ facts, put }: { facts: Practice; put: (facts: Practice) => void }) {
  const submit = useSubmit();
  const rule = facts.reminders;
  const typed = useDraft('reminder-rule', {
    hours: rule.hours.join(', '),
    from: rule.quiet_from,
    until: rule.quiet_until,
  });
  const on = bindField(typed, submit.error);
  const save = async (): Promise<void> => {
    const { hours: text, from, until } = typed.values;
    const hours = hoursOf(text);
    checkFields({
      hours: hours ? undefined : `Write up to ${MAX_REMINDERS} different whole numbers from 1 to ${MAX_HOURS}.`,
      from: from ? undefined : 'Choose a time.',
      until: until ? undefined : 'Choose a time.',
    });
    const body = { hours: hours ?? [], quiet_from: from, quiet_until: until };
    put(await practice.saveReminders(body, facts.version).catch(withFresh(put)));
    typed.clear();
    toast('Reminders saved.');
  };
  return (
    <Form submit={submit} onSend={save} label="Reminders">
      <Field
        label="Hours before an appointment"
        optional
        autocomplete="off"
        hint="Up to three numbers, such as 48, 2. Without a number, no reminders are sent."
        {...on('hours', 'reminders.hours')}
      />
      <div class="pair">
        <Field label="No reminders from" type="time" {...on('from', 'reminders.quiet_from')} />
        <Field label="Until" type="time" {...on('until', 'reminders.quiet_until')} />
      </div>
      <p class="hint">
        Times are by the client’s clock, or by the practice’s if the profile has no time zone. A reminder that would
        come then is sent an hour before. On a locked phone anybody reads: “You have an appointment. Sign in to see its
        time, and to confirm or cancel it.”
      </p>
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save reminders
        </button>
      </div>
    </Form>
  );
}

/** Returns the typed hours; undefined if they are not possible. */
function hoursOf(text: string): number[] | undefined {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const hours = words.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) : 0));
  const isPossible = hours.every((each) => each >= 1 && each <= MAX_HOURS);
  return isPossible && hours.length <= MAX_REMINDERS && new Set(hours).size === hours.length ? hours : undefined;
}
