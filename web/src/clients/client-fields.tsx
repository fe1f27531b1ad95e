import { useState } from 'preact/hooks';
import type { ClientFacts } from '../api/types';
import { TextArea } from '../ui/text-area';
import type { FieldErrors } from '../ui/corrections';
import { today } from '../kernel/dates';
import { me } from '../session/session';
import { DayField } from '../ui/day-field';
import { Field, type FieldProps } from '../ui/field';
import { checkFields } from '../ui/form';
import { ZoneField } from '../ui/zone-field';

export const BLANK = {
  legal_name: '',
  email: '',
  preferred_name: '',
  phone: '',
  date_of_birth: '',
  pronouns: '',
  address: '',
  zone: '',
  emergency_contact: '',
  emergency_name: '',
  emergency_relation: '',
  emergency_phone: '',
  insurance: '',
};

export type ClientInput = typeof BLANK;

interface FieldsProps {
  values: ClientInput;
  update: (change: Partial<ClientInput>) => void;
  error: FieldErrors;
  short?: boolean;
}

/** Shows a client's fields; with `short`, only those that a new client needs. */
export function ClientFields({ values, update, error, short }: FieldsProps) {
  const on = (name: keyof ClientInput) => ({
    name,
    value: values[name],
    error: error(name),
    onValue: (value: string) => update({ [name]: value }),
  });
  return (
    <>
      <Field label="Legal name" autocomplete="off" {...on('legal_name')} />
      <Field label="E-mail" type="email" autocomplete="off" autocapitalize="none" {...on('email')} />
      <div class="pair">
        <Field label="Preferred name" optional autocomplete="off" {...on('preferred_name')} />
        <Field label="Phone" type="tel" optional autocomplete="off" {...on('phone')} />
      </div>
      {!short && (
        <>
          <div class="pair">
            <DayField
              label="Date of birth"
              optional
              min="1900-01-01"
              max={today(me.value?.practice.zone ?? 'UTC')}
              {...on('date_of_birth')}
            />
            <Field label="Pronouns" optional autocomplete="off" {...on('pronouns')} />
          </div>
          <TextArea label="Address" optional rows={2} {...on('address')} />
          <ZoneField label="Time zone" optional {...on('zone')} />
          <EmergencyFields on={on} earlier={values.emergency_contact} />
          <TextArea
            label="Insurance"
            optional
            rows={3}
            hint="Plan, member number, telephone of the insurer. No card numbers."
            {...on('insurance')}
          />
        </>
      )}
    </>
  );
}

interface EmergencyProps {
  on: (name: keyof ClientInput) => Pick<FieldProps, 'name' | 'value' | 'error' | 'onValue'>;
  earlier: string;
}

/** Shows the fields of the emergency contact, and text from before it had any. */
function EmergencyFields({ on, earlier }: EmergencyProps) {
  // The field stays while it is being emptied.
  const [hasEarlier] = useState(earlier !== '');
  return (
    <fieldset>
      <legend>Emergency contact</legend>
      <Field label="Name" optional autocomplete="off" {...on('emergency_name')} />
      <div class="pair">
        <Field label="Relation" optional autocomplete="off" {...on('emergency_relation')} />
        <Field label="Number to call" type="tel" optional autocomplete="off" {...on('emergency_phone')} />
      </div>
      {hasEarlier && (
        <TextArea
          label="As written earlier"
          optional
          rows={2}
          hint="Copy it into the fields above, then empty this one."
          {...on('emergency_contact')}
        />
      )}
    </fieldset>
  );
}

export function checkFacts(values: ClientInput): void {
  checkFields({
    legal_name: values.legal_name.trim() ? undefined : 'Enter the client’s legal name.',
    email: /.@./.test(values.email) ? undefined : 'Enter the client’s e-mail address.',
  });
}

/** Returns the filled fields, trimmed. */
export function factsOf(values: ClientInput): ClientFacts {
  const names = Object.keys(BLANK) as (keyof ClientInput)[];
  const filled = names.map((name) => [name, values[name].trim()] as const).filter(([, value]) => value);
  return Object.fromEntries(filled) as unknown as ClientFacts;
}

export function clientInputOf(facts: ClientFacts): ClientInput {
  const names = Object.keys(BLANK) as (keyof ClientInput)[];
  return Object.fromEntries(names.map((name) => [name, facts[name] ?? ''])) as ClientInput;
}
