import { useRef, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import * as clients from '../api/clients';
import type { Client, Consent, ConsentInput } from '../api/types';
import { invalidate, useApi } from '../api/resource';
import { formatDate, today } from '../kernel/dates';
import { useDraft } from '../session/drafts';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
import { DayField } from '../ui/day-field';
import { Dialog } from '../ui/dialog';
import { DialogFoot } from '../ui/dialog-foot';
import { useEdits } from '../ui/edits';
import { Field } from '../ui/field';
import { Form, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { later } from '../ui/later';
import { Loaded } from '../ui/loaded';
import { Pill, type PillLook } from '../ui/pill';
import { Select } from '../ui/select';
import { toast } from '../ui/toast';

const SignedDocuments = later(() => import('../documents/signed-documents'));

const KINDS: Record<Consent['kind'], string> = {
  treatment: 'Treatment',
  telehealth: 'Video visits',
  privacy_practices: 'Notice of privacy practices',
  release: 'Release of information',
  other: 'Other consent',
};
const METHODS: Record<Consent['method'], string> = { paper: 'On paper', spoken: 'Spoken', online: 'Online' };
const STATES: Record<Consent['state'], PillLook & { words: string }> = {
  in_force: { icon: icons.checked, tone: 'green', words: 'In force' },
  ended: { icon: icons.minus, tone: 'quiet', words: 'Ended' },
  withdrawn: { icon: icons.ban, tone: 'amber', words: 'Withdrawn' },
};

/** Shows what a client consented to, with what they withdrew. */
export function Consents({ client }: { client: Client }) {
  const list = useApi(`consents:${client.id}`, () => clients.consents(client.id));
  const [isRecording, setRecording] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Consent | null>(null);
  return (
    <section class="card" aria-labelledby="consents">
      <h2 id="consents">Consents</h2>
      <Loaded of={list} lines={2}>
        {({ items }) =>
          items.length ? (
            <ul class="dues">
              {items.map((each) => (
                <ConsentLine key={each.id} consent={each} onWithdraw={() => setWithdrawing(each)} />
              ))}
            </ul>
          ) : (
            <p class="muted">Nothing recorded yet. Record here what this client agreed to, on paper or in words.</p>
          )
        }
      </Loaded>
      <Signed client={client.id} />
      <div class="card-foot">
        {!client.merged_into && (
          <button type="button" onClick={() => setRecording(true)}>
            <Icon path={icons.plus} />
            Record consent
          </button>
        )}
      </div>
      {isRecording && <RecordConsent client={client} onClose={() => setRecording(false)} />}
      {withdrawing && <WithdrawConsent client={client} consent={withdrawing} onClose={() => setWithdrawing(null)} />}
    </section>
  );
}

/** Shows what the client signed online, once it is asked for: the access log says who looked at documents. */
function Signed({ client }: { client: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Documents signed online</summary>
      {isOpen && <SignedDocuments client={client} />}
    </details>
  );
}

function ConsentLine({ consent, onWithdraw }: { consent: Consent; onWithdraw: () => void }) {
  const { kind, scope, given_on, until, method, state, withdrawal } = consent;
  const given = `${METHODS[method]}, ${formatDate(given_on)}${until ? `, until ${formatDate(until)}` : ''}`;
  return (
    <li class="due">
      <div>
        <p class="due-title">{KINDS[kind]}</p>
        {scope && <p>{scope}</p>}
        <p class="due-facts">
          <Pill {...STATES[state]} />
          <span class="muted">{given}</span>
        </p>
        {withdrawal && (
          <p class="hint">
            Withdrawn {formatDate(withdrawal.on)}
            {withdrawal.reason && `: ${withdrawal.reason}`}
          </p>
        )}
        <p class="hint">
          Recorded by {consent.recorded_by?.name ?? 'a former colleague'}, <InstantTime at={consent.recorded_at} />
        </p>
      </div>
      {!withdrawal && (
        <button type="button" class="small" aria-label={`Withdraw: ${KINDS[kind]}`} onClick={onWithdraw}>
          Withdraw…
        </button>
      )}
    </li>
  );
}

function RecordConsent({ client, onClose }: { client: Client; onClose: () => void }) {
  const key = useRef(newIdempotencyKey());
  const submit = useSubmit();
  const [day] = useState(() => today(me.value?.practice.zone ?? 'UTC'));
  const typed = useDraft(`consent:${client.id}`, {
    kind: 'telehealth',
    method: 'paper',
    scope: '',
    given_on: day,
    until: '',
  });
  const { values, update } = typed;
  const on = (name: keyof typeof values) => ({
    name,
    value: values[name],
    error: submit.error(name),
    onValue: (value: string) => update({ [name]: value }),
  });
  const send = async (): Promise<void> => {
    const body = { ...values, scope: values.scope.trim(), until: values.until || null } as ConsentInput;
    await clients.recordConsent(client.id, body, key.current);
    typed.clear();
    invalidate(`consents:${client.id}`);
    toast('Consent recorded.');
    onClose();
  };
  return (
    <Dialog title="Record consent" onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <Select label="Consent" {...on('kind')} choices={choicesOf(KINDS)} />
          <Field
            label="What it covers"
            optional={values.kind !== 'release' && values.kind !== 'other'}
            autocomplete="off"
            {...on('scope')}
          />
          <div class="pair">
            <Select label="Given" {...on('method')} choices={choicesOf(METHODS)} />
            <DayField label="Given on" max={day} {...on('given_on')} />
          </div>
          <DayField label="Until" optional hint="The last day. Leave it empty if it has no end." {...on('until')} />
          <p class="hint">What is recorded here is never changed. It can be withdrawn.</p>
        </div>
        <DialogFoot verb="Record consent" busy={submit.busy} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

function WithdrawConsent({ client, consent, onClose }: { client: Client; consent: Consent; onClose: () => void }) {
  const submit = useSubmit();
  const [day] = useState(() => today(me.value?.practice.zone ?? 'UTC'));
  const { values, update } = useEdits({ on: day, reason: '' });
  const send = async (): Promise<void> => {
    await clients
      .withdrawConsent(client.id, consent.id, { on: values.on, reason: values.reason.trim() })
      .finally(() => invalidate(`consents:${client.id}`));
    toast('Consent withdrawn.');
    onClose();
  };
  return (
    <Dialog title={`Withdraw: ${KINDS[consent.kind]}`} onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <p>The consent stays in the record, with the day on which it ended.</p>
          <DayField
            label="Withdrawn on"
            name="on"
            min={consent.given_on}
            max={day}
            value={values.on}
            error={submit.error('on')}
            onValue={(on) => update({ on })}
          />
          <Field
            label="Reason"
            name="reason"
            optional
            autocomplete="off"
            value={values.reason}
            error={submit.error('reason')}
            onValue={(reason) => update({ reason })}
          />
        </div>
        <DialogFoot verb="Withdraw" busy={submit.busy} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

function choicesOf(words: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}
