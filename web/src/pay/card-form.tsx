import { useEffect, useRef, useState } from 'preact/hooks';
import { KIND_WORDS } from '../billing/processors/processor-kinds';
import type { PaymentForm } from '../api/types';
import { formatMoney } from '../kernel/money';
import { Field } from '../ui/field';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Skeleton } from '../ui/load-states';
import { Callout } from '../ui/page';
import { pay } from './payment';
import { CardProblem, libraryKey, openFields, type Fields } from './stripe';

interface CardFormProps {
  form: PaymentForm;
  problem: string | undefined;
}

export function CardForm({ form, problem }: CardFormProps) {
  const place = useRef<HTMLDivElement>(null);
  const { fields, failure, again } = useFields(form, place);
  const [name, setName] = useState('');
  const [error, setError] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    if (!fields || busy) return;
    setBusy(true);
    setError(undefined);
    await pay(fields, form, name.trim()).catch((reason: unknown) => setError(sentence(reason)));
    setBusy(false);
  };
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Head form={form} />
      <PaymentProblem words={error ?? problem} />
      {failure ? (
        <FormMissing failure={failure} again={again} />
      ) : (
        <>
          {!fields && <Skeleton lines={4} />}
          <div hidden={!fields}>
            <Field label="Name on card" name="name" autocomplete="cc-name" value={name} onValue={setName} />
          </div>
        </>
      )}
      <div ref={place} class="card-fields" />
      <button class="primary wide" aria-busy={busy} disabled={!fields}>
        <Icon path={icons.lock} />
        Pay {formatMoney(form.amount)}
      </button>
      <p class="hint pay-note">
        Card details go straight to {KIND_WORDS[form.processor]}; we don’t store them. Visa, Mastercard, American
        Express and Discover are accepted.
      </p>
    </form>
  );
}

function PaymentProblem({ words }: { words: string | undefined }) {
  return (
    <div role="alert">
      {words && (
        <Callout tone="danger" icon={icons.alert}>
          {words}
        </Callout>
      )}
    </div>
  );
}

function FormMissing({ failure, again }: { failure: string; again: () => void }) {
  return (
    <div class="empty" role="alert">
      <p>{failure} Nothing was charged.</p>
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}

function Head({ form }: { form: PaymentForm }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `Pay – ${form.practice}`;
    heading.current?.focus();
  }, [form.practice]);
  return (
    <header class="pay-head">
      <h1 ref={heading} tabIndex={-1}>
        <span class="muted">Pay {form.practice}</span>
        <span class="pay-total figures">{formatMoney(form.amount)}</span>
      </h1>
      <p>{form.description}</p>
      {form.number && <p class="hint">Invoice {form.number}</p>}
    </header>
  );
}

/** Opens the processor's card fields, again when the amount changes. */
function useFields(form: PaymentForm, place: { current: HTMLDivElement | null }) {
  const [fields, setFields] = useState<Fields | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setTurn] = useState(0);
  const { script_url: scriptUrl, amount } = form;
  const key = libraryKey(form.public);
  useEffect(() => {
    if (!place.current) return;
    let isCurrent = true;
    setFields(null);
    setFailure(null);
    openFields({ scriptUrl, key, amount: amount.minor, currency: amount.currency, place: place.current }).then(
      (cardFields) => isCurrent && setFields(cardFields),
      (reason: unknown) => isCurrent && setFailure(sentence(reason)),
    );
    return () => {
      isCurrent = false;
    };
  }, [scriptUrl, key, amount.minor, amount.currency, place, attempt]);
  return { fields, failure, again: () => setTurn(attempt + 1) };
}

function sentence(reason: unknown): string {
  return reason instanceof CardProblem ? reason.message : 'The card form could not be loaded.';
}
