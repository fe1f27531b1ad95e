import { useEffect, useState } from 'preact/hooks';
import * as practice from '../api/practice';
import { Refusal } from '../api/refusal';
import type { Tax, TaxMode, TaxPreview } from '../api/types';
import { useApi } from '../api/use';
import { show } from '../money';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { Field } from '../ui/field';
import { Loaded } from '../ui/loaded';
import { Form, invalid, useSubmit } from '../ui/submit';
import { toast } from '../ui/toast';

const MODES: { mode: TaxMode; words: string; hint: string }[] = [
  { mode: 'none', words: 'None', hint: 'Most care is not taxed.' },
  { mode: 'exclusive', words: 'One rate, added to the price', hint: 'The client pays the price plus tax.' },
  { mode: 'inclusive', words: 'One rate, included in the price', hint: 'The price already holds the tax.' },
];
const PERCENT = /^\d{1,2}(\.\d{1,4})?$/;

export function SalesTax() {
  const tax = useApi('tax', practice.tax);
  return (
    <section class="card" aria-labelledby="tax">
      <h2 id="tax">Sales Tax</h2>
      <Loaded of={tax}>{(rule) => <TaxForm key={rule.version} rule={rule} put={tax.put} />}</Loaded>
    </section>
  );
}

function TaxForm({ rule, put }: { rule: Tax; put: (rule: Tax) => void }) {
  const submit = useSubmit();
  const typed = useDraft('tax', {
    mode: rule.mode,
    percent: rule.percent ?? '',
    label: rule.label ?? '',
    registration: rule.registration ?? '',
  });
  const { mode, percent, label, registration } = typed.values;
  const isTaxed = mode !== 'none';
  const save = async (): Promise<void> => {
    if (isTaxed) {
      invalid({
        percent: PERCENT.test(percent.trim()) ? undefined : 'Write a percentage like 8.25.',
        label: label.trim() ? undefined : 'Say what clients read, such as Sales tax.',
      });
    }
    const asked = {
      mode,
      percent: isTaxed ? percent.trim() : '0',
      label: label.trim(),
      registration: registration.trim(),
    };
    const stored = await practice.saveTax({ ...asked, version: rule.version }).catch((reason: unknown) => {
      if (reason instanceof Refusal && reason.status === 409 && reason.fresh) put(reason.fresh as Tax);
      throw reason;
    });
    typed.clear();
    put(stored);
    toast('Sales tax saved. Invoices that were sent stay as they are.');
  };
  return (
    <Form submit={submit} onSend={save}>
      <fieldset class="choices">
        <legend class="unseen">How tax is calculated</legend>
        {MODES.map((each) => (
          <label class="radio" key={each.mode}>
            <input
              type="radio"
              name="mode"
              checked={mode === each.mode}
              onChange={() => typed.update({ mode: each.mode })}
            />
            <span>
              {each.words}
              <span class="hint">{each.hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {isTaxed && (
        <>
          <div class="pair">
            <Field
              label="Percent"
              name="percent"
              inputMode="decimal"
              autocomplete="off"
              hint="Up to 4 decimals."
              value={percent}
              onValue={(value) => typed.update({ percent: value })}
              error={submit.error('percent')}
            />
            <Field
              label="Label"
              name="label"
              autocomplete="off"
              hint="Clients read it on invoices."
              value={label}
              onValue={(value) => typed.update({ label: value })}
              error={submit.error('label')}
            />
          </div>
          <Field
            label="Registration number"
            name="registration"
            optional
            autocomplete="off"
            value={registration}
            onValue={(value) => typed.update({ registration: value })}
            error={submit.error('registration')}
          />
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

/** $100.00 as the server would invoice it, so that both readings of "tax" are seen before they are saved. */
function Preview({ mode, percent }: { mode: TaxMode; percent: string }) {
  const [found, setFound] = useState<TaxPreview | null>(null);
  useEffect(() => {
    setFound(null);
    if (!PERCENT.test(percent)) return;
    let isWanted = true;
    const asking = setTimeout(() => {
      const amount = { minor: 10_000, currency: me.value?.practice.currency ?? 'USD' };
      const take = (answer: TaxPreview): void => void (isWanted && setFound(answer));
      practice.previewTax(amount, { mode, percent }).then(take, () => undefined);
    }, 250);
    return () => {
      isWanted = false;
      clearTimeout(asking);
    };
  }, [mode, percent]);
  const { net, tax, total } = found ?? {};
  return (
    <p class="preview figures" role="status">
      {net && tax && total && mode === 'exclusive' && `${show(net)} + ${Number(percent)}% = ${show(total)}`}
      {net && tax && total && mode === 'inclusive' && `${show(total)} holds ${show(tax)} of tax and ${show(net)} net`}
    </p>
  );
}
