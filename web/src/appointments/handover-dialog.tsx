import { useState } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import * as clients from '../api/clients';
import { useApi } from '../api/resource';
import type { Client } from '../api/types';
import { serverNow } from '../kernel/server-clock';
import type { AppointmentDialogProps } from './appointment-change';
import { AppointmentTime } from './appointment-time';
import { titleOf } from './participants';
import { Dialog } from '../ui/dialog';
import { DialogFoot } from '../ui/dialog-foot';
import { useEdits } from '../ui/edits';
import { checkFields, Form, useSubmit } from '../ui/form';
import { Select } from '../ui/select';
import { toast } from '../ui/toast';
import { Taken } from './handover-taken';
import { planned, takeOver, type Choice } from './handover-state';

/** Hands one visit over to another provider of its client. */
export default function ChangeProvider({ appointment, put, onClose }: AppointmentDialogProps) {
  const submit = useSubmit();
  const [move, setMove] = useState(() => planned(appointment));
  const client = useApi(`client:${appointment.client.id}`, () => clients.client(appointment.client.id));
  const names = appointment.participants.map((each) => each.name);
  const former = appointment.provider_ids.map((id, place) => ({ value: id, label: names[place] ?? '' }));
  const { values, update } = useEdits({ from: former[0]?.value ?? '', to: '' });
  const others = client.data ? othersOf(client.data, appointment) : [];
  const send = async (choice: Choice = {}): Promise<void> => {
    checkFields({ to: values.to ? undefined : 'Choose the new provider.' });
    const after = await takeOver(move, values.from, values.to, choice);
    setMove(after);
    put(after.visit);
    if (after.state !== 'moved') return;
    toast('Handed over. Everyone gets an alert without details.');
    onClose();
  };
  const on = (name: keyof typeof values) => ({
    name,
    value: values[name],
    error: submit.error(name),
    onValue: (value: string) => {
      update({ [name]: value });
      setMove(planned(move.visit));
    },
  });
  return (
    <Dialog title="Change provider" onClose={onClose}>
      <Form submit={submit} onSend={() => send()}>
        <div class="dialog-body">
          <p>
            <strong>{titleOf(appointment)}</strong>, <AppointmentTime of={appointment} />
          </p>
          {former.length > 1 && <Select label="Instead of" {...on('from')} choices={former} />}
          <Select label="New provider" {...on('to')} choices={[{ value: '', label: 'Choose a provider' }, ...others]} />
          <p class="hint">{client.data && !others.length ? NOBODY : STAYS[appointment.location]}</p>
          <Taken of={move} onChoose={(choice) => void submit.run(() => send(choice))} />
        </div>
        <DialogFoot verb="Hand over" busy={submit.busy} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

/** Returns who can take the visit: the client's other providers, and who stands in for one of them at its time. */
function othersOf({ providers, covers }: Client, { provider_ids, starts_at }: Appointment) {
  const at = Math.max(Date.parse(starts_at), serverNow());
  const standing = covers.filter((each) => Date.parse(each.since) <= at && at < Date.parse(each.until));
  const people = [...providers, ...standing.map((each) => each.provider)];
  return [...new Map(people.map(({ id, name }) => [id, name]))]
    .filter(([id]) => !provider_ids.includes(id))
    .map(([value, label]) => ({ value, label }));
}

const NOBODY = 'No other provider is assigned to this client. An Admin assigns providers in the client’s profile.';
const STAYS = {
  video: 'The room, its links and what the client confirmed stay.',
  office: 'The office and what the client confirmed stay.',
  phone: 'What the client confirmed stays. The new provider calls the same number.',
};
