import * as practice from '../api/practice';
import { putFresh } from '../api/put-fresh';
import type { Practice } from '../api/types';
import { useDraft } from '../session/drafts';
import { bindField } from '../ui/bind-field';
import type { FieldErrors } from '../ui/corrections';
import { Field } from '../ui/field';
import { Form, checkFields, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';

const MAX_MINUTES = 480;

/** Edits the rule that proposes a fee after a short or interrupted visit. */
export function FeeRule({ facts, put }: { facts: Practice; put: (facts: Practice) => void }) {
  const submit = useSubmit();
  const rule = facts.fee_rule;
  const typed = useDraft('fee-rule', {
    full: String(rule.full_from_percent),
    waive: String(rule.waive_under_minutes),
    prorate: rule.prorate,
    ours: rule.waive_ours,
  });
  const { full, waive, prorate, ours } = typed.values;
  const save = async (): Promise<void> => {
    checkFields({
      full: isWhole(full, 1, 100) ? undefined : 'Use a percentage from 1 to 100.',
      waive: isWhole(waive, 0, MAX_MINUTES) ? undefined : `Use 0 to ${MAX_MINUTES} minutes.`,
    });
    const body = {
      full_from_percent: Number(full),
      waive_under_minutes: Number(waive),
      prorate,
      waive_ours: ours,
    };
    const saved = await practice.saveFeeRule(body, facts.version).catch(putFresh(put));
    typed.clear(typed.values);
    put(saved);
    toast('Fee rule saved.');
  };
  return (
    <Form submit={submit} onSend={save}>
      <RuleFields typed={typed} error={submit.error} />
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save fee rule
        </button>
      </div>
    </Form>
  );
}

interface RuleFieldsProps {
  typed: ReturnType<typeof useDraft<{ full: string; waive: string; prorate: boolean; ours: boolean }>>;
  error: FieldErrors;
}

function RuleFields({ typed, error }: RuleFieldsProps) {
  const on = bindField(typed, error);
  return (
    <>
      <Field
        label="Full fee from"
        inputMode="numeric"
        maxLength={3}
        hint="Percent of the booked time together."
        {...on('full', 'fee_rule.full_from_percent')}
      />
      <Field
        label="No fee under"
        inputMode="numeric"
        maxLength={3}
        hint="Minutes together; half the booked time where that is less."
        {...on('waive', 'fee_rule.waive_under_minutes')}
      />
      <Checkbox
        words="Prorate between the two"
        hint="The fee follows the minutes together. Otherwise it is the full fee."
        on={typed.values.prorate}
        onTick={(on) => typed.update({ prorate: on })}
      />
      <Checkbox
        words="No fee when our side dropped"
        hint="A visit that broke on the provider’s connection and was not made up for."
        on={typed.values.ours}
        onTick={(on) => typed.update({ ours: on })}
      />
    </>
  );
}

interface CheckboxProps {
  words: string;
  hint: string;
  on: boolean;
  onTick: (on: boolean) => void;
}

function Checkbox({ words, hint, on, onTick }: CheckboxProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(event) => onTick(event.currentTarget.checked)} />
      <span>
        {words}
        <span class="hint">{hint}</span>
      </span>
    </label>
  );
}

function isWhole(typed: string, minimum: number, maximum: number): boolean {
  return /^\d{1,3}$/.test(typed.trim()) && Number(typed) >= minimum && Number(typed) <= maximum;
}
