import { useState } from 'preact/hooks';
import * as clients from '../api/clients';
import type { Named } from '../api/types';
import { invalidate } from '../api/resource';
import { today } from '../kernel/dates';
import { me } from '../session/session';
import { DayField } from '../ui/day-field';
import { Dialog } from '../ui/dialog';
import { DialogFoot } from '../ui/dialog-foot';
import { useEdits } from '../ui/edits';
import { checkFields, Form, useSubmit } from '../ui/form';
import { later } from '../ui/later';
import { Select } from '../ui/select';
import { toast } from '../ui/toast';

const FOR_GOOD = 'good';
const HandedOverVisits = later(() => import('../appointments/handover-visits'));

interface HandOverProps {
  /** The provider by whom the list is filtered. */
  from: string;
  providers: Named[];
  onClose: () => void;
}

/** Lets an Admin hand all clients of a provider to another one, and then their upcoming visits. */
export function HandOver(props: HandOverProps) {
  const [handover, setHandover] = useState<HandedOver | null>(null);
  if (!handover) return <HandOverForm {...props} onDone={setHandover} />;
  return <HandedOverVisits {...handover} onClose={props.onClose} />;
}

interface HandedOver {
  from: Named;
  to: Named;
  period?: { since: string; until: string };
}

/** Asks whose clients are handed to whom, for good or for a holiday. */
function HandOverForm({ from, providers, onClose, onDone }: HandOverProps & { onDone: (done: HandedOver) => void }) {
  const submit = useSubmit();
  const [done, setDone] = useState(0);
  const [day] = useState(() => today(me.value?.practice.zone ?? 'UTC'));
  const giver = providers.some((each) => each.id === from) ? from : '';
  const { values, update } = useEdits({ giver, to: '', how: FOR_GOOD, since: day, until: '' });
  const isForGood = values.how === FOR_GOOD;
  const send = async (): Promise<void> => {
    checkFields({
      giver: values.giver ? undefined : 'Choose whose clients you hand over.',
      to: values.to ? undefined : 'Choose the provider who takes over.',
      until: isForGood || values.until ? undefined : 'Choose the last day.',
    });
    const period = isForGood ? undefined : { since: values.since, until: values.until };
    const count = await clients
      .handOver({ giver: values.giver, to: values.to, ...period }, setDone)
      .finally(() => invalidate('client'));
    toast(count === 1 ? 'One client handed over.' : `${count} clients handed over.`);
    const [former, next] = [values.giver, values.to].map((id) => providers.find((each) => each.id === id));
    if (former && next) onDone({ from: former, to: next, period });
  };
  const on = (name: keyof typeof values) => ({
    name,
    value: values[name],
    error: submit.error(name),
    onValue: (value: string) => update({ [name]: value }),
  });
  return (
    <Dialog title="Hand over clients" onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <Select label="All clients of" {...on('giver')} choices={choicesOf(providers)} />
          <Select label="To" {...on('to')} choices={choicesOf(providers.filter((each) => each.id !== values.giver))} />
          <Select label="For how long" {...on('how')} choices={HOW} />
          {!isForGood && (
            <div class="pair">
              <DayField label="First day" {...on('since')} />
              <DayField label="Last day" min={day} {...on('until')} />
            </div>
          )}
          <p class="hint">{isForGood ? GOOD_WORDS : TIME_WORDS}</p>
          <p role="status" class="hint">
            {submit.busy && done > 0 && `${done} done`}
          </p>
        </div>
        <DialogFoot verb="Hand over" busy={submit.busy} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

const HOW = [
  { value: FOR_GOOD, label: 'For good' },
  { value: 'time', label: 'For a time, such as a holiday' },
];
const GOOD_WORDS =
  'The first provider no longer sees these clients. Next, you can move their upcoming visits to the new provider.';
const TIME_WORDS =
  'Both see these clients on these days. Next, you can move the visits of these days. Afterwards, the one who stood in no longer sees the clients. To change the days, hand over again.';

function choicesOf(providers: Named[]): { value: string; label: string }[] {
  return [{ value: '', label: 'Choose a provider' }, ...providers.map(({ id, name }) => ({ value: id, label: name }))];
}
