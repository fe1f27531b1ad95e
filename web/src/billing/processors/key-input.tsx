import type { Processor, ProcessorKind } from '../../api/types';
import { Field, Password } from '../../ui/field';
import type { Submit } from '../../ui/form';
import { ACCOUNT_FORMS } from './account-forms.generated';

export interface KeyField {
  name: string;
  label: string;
  hint: string;
  /** The field of the account that shows a secret's last characters, or a public key. */
  shown_as: (typeof ACCOUNT_FORMS)[ProcessorKind][number]['shown_as'];
  /** Whether the key is written and never shown. */
  is_secret: boolean;
  is_required: boolean;
  /** Whether the processor shows the key only after it knows the webhook's address. */
  is_for_webhooks: boolean;
}

const KEY_FIELDS: Record<ProcessorKind, readonly KeyField[]> = ACCOUNT_FORMS;

/** Returns the keys with which an account is connected. */
export function accountKeys(kind: ProcessorKind): KeyField[] {
  return KEY_FIELDS[kind].filter((field) => !field.is_for_webhooks);
}

/** Returns the keys that sign webhooks. */
export function webhookKeys(kind: ProcessorKind): KeyField[] {
  return KEY_FIELDS[kind].filter((field) => field.is_for_webhooks);
}

/** Whether all keys that sign the account's webhooks are stored. */
export function hasWebhookKeys(account: Processor): boolean {
  return webhookKeys(account.kind).every((field) => account[field.shown_as]);
}

interface KeyProps {
  field: KeyField;
  account: Processor | undefined;
  value: string;
  onValue: (value: string) => void;
  submit: Submit;
}

export function KeyInput({ field, account, value, onValue, submit }: KeyProps) {
  const error = submit.error(field.name, `fields.${field.name}`);
  const stored = account && storedWords(field, account);
  const hint = stored ? `${stored} Leave empty to keep it.` : field.hint;
  const { label, name } = field;
  const isOptional = !field.is_required && !field.is_for_webhooks;
  const shared = { label, name, value, onValue, hint, error, optional: isOptional, autocomplete: 'off' };
  return field.is_secret ? <Password {...shared} /> : <Field {...shared} spellcheck={false} />;
}

function storedWords(field: KeyField, account: Processor): string | null {
  const shown = account[field.shown_as];
  if (!shown) return field.is_required ? 'Stored.' : null;
  return field.is_secret ? `Ends in ${shown}.` : `Now ${shown}.`;
}
