import { useRef, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../../api/client';
import * as practice from '../../api/practice';
import type { Connection, Processor, ProcessorKind } from '../../api/types';
import { invalidate } from '../../api/resource';
import { useEdits } from '../../ui/edits';
import { Field } from '../../ui/field';
import { Callout } from '../../ui/page';
import { Select } from '../../ui/select';
import { Form, checkFields, useSubmit, type Submit } from '../../ui/form';
import { toast } from '../../ui/toast';
import { KeyInput, accountKeys } from './key-input';
import { KIND_WORDS } from './processor-kinds';
import * as icons from '../../ui/icons';

interface Facts {
  description: string;
  fields: Record<string, string>;
}

interface ProcessorFormProps {
  kinds: ProcessorKind[];
  account?: Processor;
  onClose?: () => void;
}

/** Adds or edits a processor account; its keys never become a draft. */
export function ProcessorForm({ kinds, account, onClose }: ProcessorFormProps) {
  const key = useRef(newIdempotencyKey());
  const submit = useSubmit();
  const [kind, setKind] = useState<ProcessorKind>(kinds[0] ?? 'stripe');
  const { values, edits, update } = useEdits({ description: account?.description ?? '' });
  const { description } = values;
  const [keys, setKeys] = useState<Record<string, string>>({});
  const [connection, setConnection] = useState<Connection | null>(null);
  const filledKeys = Object.fromEntries(Object.entries(keys).filter(([, value]) => value.trim()));
  const test = async (): Promise<void> => {
    setConnection(null);
    checkFields(missingKeys(kind, filledKeys, account));
    const isStored = account && !Object.keys(filledKeys).length;
    setConnection(await (isStored ? practice.testProcessor(account.id) : practice.testFields(kind, filledKeys)));
  };
  const save = async (): Promise<void> => {
    checkFields({ description: descriptionError(description), ...missingKeys(kind, filledKeys, account) });
    const facts = { description: description.trim(), fields: filledKeys };
    if (account) await change(account, facts, edits.description !== undefined);
    else await practice.addProcessor({ kind, ...facts }, key.current);
    toast(`${KIND_WORDS[kind]} account saved.`);
    invalidate('processors', 'services', 'service:');
    onClose?.();
  };
  return (
    <Form submit={submit} onSend={save} class="inset" label={account ? 'Edit processor' : 'Add a processor'}>
      <Field
        label="Description"
        name="description"
        hint="For internal use only."
        value={description}
        onValue={(text) => update({ description: text })}
        error={submit.error('description')}
      />
      {!account && <KindSelect kinds={kinds} kind={kind} onKind={setKind} error={submit.error('kind')} />}
      {accountKeys(kind).map((field) => (
        <KeyInput
          key={`${kind}.${field.name}`}
          field={field}
          account={account}
          value={keys[field.name] ?? ''}
          onValue={(value) => setKeys({ ...keys, [field.name]: value })}
          submit={submit}
        />
      ))}
      <div role="status">{connection && <TestResult connection={connection} />}</div>
      <Foot submit={submit} onTest={test} onClose={onClose} />
    </Form>
  );
}

/** Changes an account; a description that is not new is left out, because a colleague may have changed it. */
function change(account: Processor, { description, fields }: Facts, isRenamed: boolean) {
  const { id, version } = account;
  return practice.changeProcessor(id, { ...(isRenamed && { description }), fields, version });
}

interface KindProps {
  kinds: ProcessorKind[];
  kind: ProcessorKind;
  onKind: (kind: ProcessorKind) => void;
  error: string | undefined;
}

function KindSelect({ kinds, kind, onKind, error }: KindProps) {
  return (
    <Select
      label="Processor Type"
      name="kind"
      value={kind}
      onValue={(value) => onKind(value as ProcessorKind)}
      choices={kinds.map((value) => ({ value, label: KIND_WORDS[value] }))}
      hint={`Card numbers go straight to ${KIND_WORDS[kind]}.`}
      error={error}
    />
  );
}

interface FootProps {
  submit: Submit;
  onTest: () => Promise<void>;
  onClose: (() => void) | undefined;
}

function Foot({ submit, onTest, onClose }: FootProps) {
  return (
    <div class="card-foot">
      <button type="button" class="ghost" disabled={submit.busy} onClick={() => void submit.run(onTest)}>
        Test connection
      </button>
      <span class="push" />
      {onClose && (
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      )}
      <button class="primary" aria-busy={submit.busy}>
        Save
      </button>
    </div>
  );
}

function TestResult({ connection }: { connection: Connection }) {
  const account = [connection.label, connection.live ? 'live' : 'test'].filter(Boolean).join(', ');
  return (
    <Callout tone={connection.ok ? 'green' : 'danger'} icon={connection.ok ? icons.checked : icons.alert}>
      {connection.message} {connection.ok && account && <strong>({account})</strong>}
    </Callout>
  );
}

function descriptionError(description: string): string | undefined {
  return description.trim() ? undefined : 'Name this account for yourself.';
}

function missingKeys(kind: ProcessorKind, filledKeys: Record<string, string>, account: Processor | undefined) {
  if (account) return {};
  const empty = accountKeys(kind).filter((field) => field.is_required && !filledKeys[field.name]);
  return Object.fromEntries(empty.map((field) => [`fields.${field.name}`, `Enter the ${field.label}.`]));
}
