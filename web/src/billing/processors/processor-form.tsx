import { useRef, useState } from 'preact/hooks';
import { newKey } from '../../api/client';
import * as practice from '../../api/practice';
import type { Connection, Processor, ProcessorKind } from '../../api/types';
import { invalidate } from '../../api/resource';
import { Field, Password } from '../../ui/field';
import { Callout } from '../../ui/page';
import { Select } from '../../ui/select';
import { Form, invalid, useSubmit, type Submit } from '../../ui/form';
import { toast } from '../../ui/toast';
import { FIELDS, KIND_WORDS, type KeyField } from './processor-kinds';
import * as icons from '../../ui/icons';

interface FormProps {
  kinds: ProcessorKind[];
  edited?: Processor;
  onClose?: () => void;
}

/** Keys live in this form's memory only, and are gone once sent: never among the kept drafts. */
export function ProcessorForm({ kinds, edited, onClose }: FormProps) {
  const key = useRef(newKey());
  const submit = useSubmit();
  const [kind, setKind] = useState<ProcessorKind>(kinds[0] ?? 'stripe');
  const [description, setDescription] = useState(edited?.description ?? '');
  const [keys, setKeys] = useState<Record<string, string>>({});
  const [tested, setTested] = useState<Connection | null>(null);
  const given = Object.fromEntries(Object.entries(keys).filter(([, value]) => value.trim()));
  const test = async (): Promise<void> => {
    setTested(null);
    invalid(missing(kind, given, edited));
    const isStored = edited && !Object.keys(given).length;
    setTested(await (isStored ? practice.testProcessor(edited.id) : practice.testFields(kind, given)));
  };
  const save = async (): Promise<void> => {
    invalid({ description: unnamed(description), ...missing(kind, given, edited) });
    const facts = { description: description.trim(), fields: given };
    if (edited) await practice.changeProcessor(edited.id, { ...facts, version: edited.version });
    else await practice.addProcessor({ kind, ...facts }, key.current);
    toast(`${KIND_WORDS[kind]} account saved.`);
    invalidate('processors', 'services', 'service:');
    onClose?.();
  };
  return (
    <Form submit={submit} onSend={save} class="inset" label={edited ? 'Edit processor' : 'Add a processor'}>
      <Field
        label="Description"
        name="description"
        hint="For internal use only."
        value={description}
        onValue={setDescription}
        error={submit.error('description')}
      />
      {!edited && <Kind kinds={kinds} kind={kind} onKind={setKind} error={submit.error('kind')} />}
      {FIELDS[kind].map((field) => (
        <KeyInput
          key={`${kind}.${field.name}`}
          field={field}
          edited={edited}
          value={keys[field.name] ?? ''}
          onValue={(value) => setKeys({ ...keys, [field.name]: value })}
          submit={submit}
        />
      ))}
      <div role="status">{tested && <Tested found={tested} />}</div>
      <Foot submit={submit} onTest={test} onClose={onClose} />
    </Form>
  );
}

interface KindProps {
  kinds: ProcessorKind[];
  kind: ProcessorKind;
  onKind: (kind: ProcessorKind) => void;
  error: string | undefined;
}

function Kind({ kinds, kind, onKind, error }: KindProps) {
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

interface KeyProps {
  field: KeyField;
  edited: Processor | undefined;
  value: string;
  onValue: (value: string) => void;
  submit: Submit;
}

function KeyInput({ field, edited, value, onValue, submit }: KeyProps) {
  const error = submit.error(`fields.${field.name}`) ?? submit.error(field.name);
  const ends = edited && endsOf(field, edited);
  const hint = ends ? `${ends} Leave empty to keep it.` : field.hint;
  const shared = { label: field.label, name: field.name, value, onValue, hint, error, autocomplete: 'off' };
  if (field.isSecret) return <Password {...shared} />;
  return <Field {...shared} spellcheck={false} optional={field.optional} />;
}

function endsOf(field: KeyField, edited: Processor): string {
  if (field.name === 'publishable_key') return `Now ${edited.publishable_key}.`;
  const ends = field.name === 'webhook_secret' ? edited.webhook_secret_ends : edited.secret_ends;
  return ends ? `Ends in ${ends}.` : 'Stored.';
}

function Tested({ found }: { found: Connection }) {
  const account = [found.label, found.live ? 'live' : 'test'].filter(Boolean).join(', ');
  return (
    <Callout tone={found.ok ? 'green' : 'danger'} icon={found.ok ? icons.checked : icons.alert}>
      {found.message} {found.ok && account && <strong>({account})</strong>}
    </Callout>
  );
}

function unnamed(description: string): string | undefined {
  return description.trim() ? undefined : 'Name this account for yourself.';
}

function missing(kind: ProcessorKind, given: Record<string, string>, edited: Processor | undefined) {
  if (edited) return {};
  const empty = FIELDS[kind].filter((field) => !field.optional && !given[field.name]);
  return Object.fromEntries(empty.map((field) => [`fields.${field.name}`, `Enter the ${field.label}.`]));
}
