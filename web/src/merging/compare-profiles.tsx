import { useRef, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import { invalidate } from '../api/resource';
import { UndecidedOf } from '../appointments/undecided';
import type { Client } from '../api/types';
import { formatDate } from '../kernel/dates';
import { checkFields, Form, useSubmit } from '../ui/form';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';
import { type Fillable, merge, type MergePreview, type MergeSide } from './calls';

const FIELDS: Record<Fillable, string> = {
  preferred_name: 'Preferred name',
  phone: 'Phone',
  date_of_birth: 'Date of birth',
  pronouns: 'Pronouns',
  address: 'Address',
  zone: 'Time zone',
  emergency_contact: 'Emergency contact, as written earlier',
  emergency_name: 'Name of the emergency contact',
  emergency_relation: 'Relation of the emergency contact',
  emergency_phone: 'Phone of the emergency contact',
  insurance: 'Insurance',
};
const KINDS: Record<string, string> = {
  appointment: 'Appointments',
  note: 'Notes you may read',
  thread: 'Conversations',
  document: 'Documents',
  invoice: 'Invoices',
};

interface CompareProfilesProps {
  preview: MergePreview;
  put: (client: Client) => void;
  onBack: () => void;
  onClose: () => void;
}

/** Shows both profiles side by side, asks for the reason, and then once more by both names. */
export function CompareProfiles({ preview, put, onBack, onClose }: CompareProfilesProps) {
  const { client, into, obstacles } = preview;
  const submit = useSubmit();
  const key = useRef(newIdempotencyKey());
  const [reason, setReason] = useState('');
  const [fill, setFill] = useState<Fillable[]>([]);
  const [endsSignIn, setEndsSignIn] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const send = async (): Promise<void> => {
    if (!isAsked) {
      checkAnswers(reason, !client.signs_in || endsSignIn);
      setAsked(true);
      return;
    }
    const body = { into: into.id, version: client.version, reason, fill, end_sign_in: endsSignIn };
    put(await merge(client.id, body, key.current));
    invalidate('clients', `client:${into.id}`);
    toast('Profiles merged.');
    onClose();
  };
  if (obstacles.length) return <Obstacles preview={preview} onBack={onBack} />;
  return (
    <Form submit={submit} onSend={send}>
      <div class="dialog-body">
        {isAsked ? (
          <Question client={client} into={into} endsSignIn={endsSignIn} />
        ) : (
          <>
            <Sides client={client} into={into} />
            {preview.fillable.length > 0 && <Fill preview={preview} chosen={fill} onChosen={setFill} />}
            <TextArea
              label="Reason"
              name="reason"
              value={reason}
              onValue={setReason}
              hint="For example: registered twice. It stays in both records."
              error={submit.error('reason')}
            />
            {client.signs_in && (
              <SignIn client={client} on={endsSignIn} onChange={setEndsSignIn} error={submit.error('end_sign_in')} />
            )}
          </>
        )}
      </div>
      <Foot isAsked={isAsked} busy={submit.busy} onBack={isAsked ? () => setAsked(false) : onBack} />
    </Form>
  );
}

function Foot({ isAsked, busy, onBack }: { isAsked: boolean; busy: boolean; onBack: () => void }) {
  return (
    <div class="dialog-foot">
      <button type="button" onClick={onBack}>
        Back
      </button>
      <button class={isAsked ? 'danger' : 'primary'} aria-busy={busy}>
        {isAsked ? 'Merge profiles' : 'Continue'}
      </button>
    </div>
  );
}

function checkAnswers(reason: string, mayEndSignIn: boolean): void {
  checkFields({
    reason: reason.trim() ? undefined : 'Write why both profiles are about the same client.',
    end_sign_in: mayEndSignIn ? undefined : 'Allow this, or keep both profiles.',
  });
}

interface QuestionProps {
  client: MergeSide;
  into: MergeSide;
  endsSignIn: boolean;
}

/** Asks once more, by both names. */
function Question({ client, into, endsSignIn }: QuestionProps) {
  return (
    <div role="alert">
      <p>
        <strong>
          Merge {client.legal_name} ({client.email}) into {into.legal_name} ({into.email})?
        </strong>
      </p>
      <p>The first profile can then only be read. Use the profile of {into.legal_name} for everything new.</p>
      {endsSignIn && <p>{client.email} can no longer sign in to the first profile.</p>}
    </div>
  );
}

function Obstacles({ preview, onBack }: { preview: MergePreview; onBack: () => void }) {
  return (
    <>
      <div class="dialog-body">
        <Sides client={preview.client} into={preview.into} />
        <Callout tone="amber" icon={icons.alert}>
          <p>This must be done in the profile of {preview.client.legal_name} first:</p>
          <ul>
            {preview.obstacles.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Callout>
        <UndecidedOf client={preview.client.id} base="/admin/appointments" />
      </div>
      <div class="dialog-foot">
        <button type="button" onClick={onBack}>
          Back
        </button>
      </div>
    </>
  );
}

function Sides({ client, into }: { client: MergeSide; into: MergeSide }) {
  const facts: [string, (side: MergeSide) => string][] = [
    ['Legal name', (side) => side.legal_name],
    ['Preferred name', (side) => side.preferred_name ?? ''],
    ['Date of birth', (side) => (side.date_of_birth ? formatDate(side.date_of_birth) : '')],
    ['E-mail', (side) => side.email],
    ['Phone', (side) => side.phone ?? ''],
    ['Signs in', (side) => (side.signs_in ? 'Yes' : 'No')],
    ...client.records.map(({ kind }): [string, (side: MergeSide) => string] => [
      KINDS[kind] ?? kind,
      (side) => String(side.records.find((each) => each.kind === kind)?.count ?? 0),
    ]),
  ];
  return (
    <table class="merge-sides">
      <thead>
        <tr>
          <td />
          <th scope="col">This profile, read-only afterwards</th>
          <th scope="col">Profile that you keep</th>
        </tr>
      </thead>
      <tbody>
        {facts.map(([label, value]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{value(client) || '–'}</td>
            <td>{value(into) || '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface FillProps {
  preview: MergePreview;
  chosen: Fillable[];
  onChosen: (fields: Fillable[]) => void;
}

function Fill({ preview, chosen, onChosen }: FillProps) {
  const set = (name: Fillable, on: boolean): void =>
    onChosen(on ? [...chosen, name] : chosen.filter((each) => each !== name));
  return (
    <fieldset data-field="fill">
      <legend>Copy to the profile that you keep</legend>
      <p class="hint">These are empty there. What you do not copy stays in this profile only.</p>
      {preview.fillable.map((name) => (
        <label key={name} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={(event) => set(name, event.currentTarget.checked)}
          />
          <span>{FIELDS[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface SignInProps {
  client: MergeSide;
  on: boolean;
  onChange: (on: boolean) => void;
  error: string | undefined;
}

function SignIn({ client, on, onChange, error }: SignInProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        name="end_sign_in"
        checked={on}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        End the sign-in of {client.email}
        <span class={error ? 'field-error' : 'hint'}>
          {error ?? 'They are signed out at once. Invite them in the other profile, also with the same address.'}
        </span>
      </span>
    </label>
  );
}
