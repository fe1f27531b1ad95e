import { useEffect, useState } from 'preact/hooks';
import * as practice from '../api/practice';
import { putFresh } from '../api/put-fresh';
import type { Tax, TaxMode, TaxPreview } from '../api/types';
import { useApi } from '../api/resource';
import { formatMoney } from '../kernel/money';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { Field } from '../ui/field';
import { Loaded } from '../ui/loaded';
import { bindField } from '../ui/bind-field';
import { Form, checkFields, useSubmit } from '../ui/form';
import { SettingsGroup } from '../ui/settings-group';
import { toast } from '../ui/toast';

const MODES: { mode: TaxMode; words: string; hint: string }[] = [
  { mode: 'none', words: 'None', hint: 'Most care is not taxed.' },
  { mode: 'exclusive', words: 'One rate, added to the price', hint: 'The client pays the price plus tax.' },
  { mode: 'inclusive', words: 'One rate, included in the price', hint: 'The price already holds the tax.' },
];
const PERCENT = /^\d{1,2}(\.\d{1,4})?$/;

interface TaxInput {
  mode: TaxMode;
  percent: string;
  label: string;
  registration: string;
}

export function SalesTax() {
  const tax = useApi('tax', practice.tax);
  return (
    <SettingsGroup title="Sales Tax" lead="Invoices that were sent keep the tax that they have.">
      <Loaded of={tax}>{(rule) => <TaxForm rule={rule} put={tax.put} />}</Loaded>
    </SettingsGroup>
  );
}

function TaxForm({ rule, put }: { rule: Tax; put: (rule: Tax) => void }) {
  const submit = useSubmit();
  const typed = useDraft<TaxInput>('tax', {
    mode: rule.mode,
    percent: Number(rule.percent) ? rule.percent : '',
    label: rule.label,
    registration: rule.registration ?? '',
  });
  const on = bindField(typed, submit.error);
  const { mode, percent } = typed.values;
  const isTaxed = mode !== 'none';
  const save = async (): Promise<void> => {
    const body = checkedTax(typed.values);
    const saved = await practice.saveTax({ ...body, version: rule.version }).catch(putFresh(put));
    typed.clear(typed.values);
    put(saved);
    toast('Sales tax saved. Invoices that were sent stay as they are.');
  };
  return (
    <Form submit={submit} onSend={save}>
      <Modes mode={mode} onMode={(newMode) => typed.update({ mode: newMode })} />
      {isTaxed && (
        <>
          <div class="pair">
            <Field label="Percent" inputMode="decimal" autocomplete="off" hint="Up to 4 decimals." {...on('percent')} />
            <Field label="Label" autocomplete="off" hint="Clients read it on invoices." {...on('label')} />
          </div>
          <Field label="Registration number" optional autocomplete="off" {...on('registration')} />
          <Preview mode={mode} percent={percent.trim()} />
        </>
      )}
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save
        </button>
      </div>
    </Form>
  );
}

function checkedTax({ mode, percent, label, registration }: TaxInput): Omit<Tax, 'version'> {
  const isTaxed = mode !== 'none';
  if (isTaxed) {
    checkFields({
      percent: PERCENT.test(percent.trim()) ? undefined : 'Write a percentage like 8.25.',
      label: label.trim() ? undefined : 'Say what clients read, such as Sales tax.',
    });
  }
  return { mode, percent: isTaxed ? percent.trim() : '0', label: label.trim(), registration: registration.trim() };
}

function Modes({ mode, onMode }: { mode: TaxMode; onMode: (mode: TaxMode) => void }) {
  return (
    <fieldset class="choices">
      <legend class="unseen">How tax is calculated</legend>
      {MODES.map((each) => (
        <label class="radio" key={each.mode}>
          <input type="radio" name="mode" checked={mode === each.mode} onChange={() => onMode(each.mode)} />
          <span>
            {each.words}
            <span class="hint">{each.hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Shows $100.00 with the tax, computed by the server. */
function Preview({ mode, percent }: { mode: TaxMode; percent: string }) {
  const [preview, setPreview] = useState<TaxPreview | null>(null);
  useEffect(() => {
    setPreview(null);
    if (!PERCENT.test(percent)) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      const amount = { minor: 10_000, currency: me.value?.practice.currency ?? 'USD' };
      const take = (answer: TaxPreview): void => {
        if (isCurrent) setPreview(answer);
      };
      practice.previewTax(amount, { mode, percent }).then(take, () => undefined);
    }, 250);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [mode, percent]);
  const { net, tax, total } = preview ?? {};
  return (
    <p class="preview figures" role="status">
      {net &&
        tax &&
        total &&
        mode === 'exclusive' &&
        `${formatMoney(net)} + ${Number(percent)}% = ${formatMoney(total)}`}
      {net &&
        tax &&
        total &&
        mode === 'inclusive' &&
        `${formatMoney(total)} holds ${formatMoney(tax)} of tax and ${formatMoney(net)} net`}
    </p>
  );
}
