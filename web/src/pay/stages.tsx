import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Invoice, PaymentForm } from '../api/types';
import { cardWords } from '../billing/payment-methods';
import { formatMoney } from '../kernel/money';
import { Icon, type IconPath } from '../ui/icon';
import * as icons from '../ui/icons';
import { Skeleton } from '../ui/load-states';
import { CardForm } from './card-form';
import { begin, cancel, confirm, stage } from './payment';

/** Shows one stage; the card fields stay loaded while a payment runs. */
export function Stages({ invoice }: { invoice: string }) {
  const now = stage.value;
  const form = useLastForm(now.at === 'form' || now.at === 'processing' ? now.form : undefined);
  const isFormShown = now.at === 'form';
  const isFormKept = isFormShown || (now.at === 'processing' && !!form);
  return (
    <>
      {now.at === 'loading' && <Skeleton lines={6} />}
      {form && isFormKept && (
        <div hidden={!isFormShown}>
          <CardForm form={form} problem={now.at === 'form' ? now.problem : undefined} />
        </div>
      )}
      {now.at === 'processing' && (
        <StageCard icon={icons.clock} title="Processing your payment" busy>
          It usually takes a few seconds. You can close this page; nothing is charged twice.
        </StageCard>
      )}
      {now.at === 'confirming' && <Confirming clientSecret={now.clientSecret} op={now.op} />}
      {now.at === 'checking' && (
        <StageCard icon={icons.clock} title="We are checking with the bank" busy>
          The bank has not answered yet. You will not be charged twice. You can leave this page: the invoice shows what
          became of it.
        </StageCard>
      )}
      {now.at === 'pending' && (
        <StageCard icon={icons.clock} title="Your payment is being processed">
          The bank is still looking at it. You don’t need to do anything; the invoice will show when it is done.
        </StageCard>
      )}
      {now.at === 'paid' && <Paid invoice={now.invoice} />}
      {now.at === 'closed' && <Closed invoice={now.invoice} />}
      {now.at === 'stuck' && (
        <StageCard icon={icons.alert} title={now.title} alert>
          {now.message}
          <button type="button" class="primary" onClick={() => void begin(invoice)}>
            Try again
          </button>
        </StageCard>
      )}
    </>
  );
}

function useLastForm(form: PaymentForm | undefined): PaymentForm | undefined {
  const last = useRef(form);
  if (form) last.current = form;
  return last.current;
}

interface StageCardProps {
  icon: IconPath;
  title: string;
  children: ComponentChildren;
  busy?: boolean;
  alert?: boolean;
  tone?: string;
}

function StageCard({ icon, title, children, busy, alert, tone = '' }: StageCardProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Clocktree`;
    heading.current?.focus();
  }, [title]);
  return (
    <section class={`card says ${tone}`} role={alert ? 'alert' : 'status'}>
      <span class={busy ? 'says-icon busy' : 'says-icon'}>
        <Icon path={icon} />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div>{children}</div>
    </section>
  );
}

function Confirming({ clientSecret, op }: { clientSecret: string; op: string }) {
  const [isOpening, setIsOpening] = useState(false);
  const [isCancelling, setIsCancelling] = useState(false);
  const open = (): void => {
    setIsOpening(true);
    void confirm(clientSecret, op);
  };
  const giveUp = (): void => {
    setIsCancelling(true);
    void cancel(op);
  };
  return (
    <StageCard icon={icons.lock} title="Your bank wants to make sure it’s you">
      Confirm this payment on your bank’s page, which opens here. Nothing is charged before you do.
      <p class="says-foot">
        <button type="button" class="primary" aria-busy={isOpening} disabled={isOpening} onClick={open}>
          Continue to your bank
        </button>
        <button type="button" aria-busy={isCancelling} disabled={isOpening || isCancelling} onClick={giveUp}>
          Cancel payment
        </button>
      </p>
    </StageCard>
  );
}

function Paid({ invoice }: { invoice: Invoice }) {
  return (
    <StageCard icon={icons.checked} title={`Paid ${formatMoney(invoice.paid)}`} tone="good">
      <p>
        Thank you. Invoice {invoice.number} is paid
        {invoice.card && ` with your ${cardWords(invoice.card)}`}.
      </p>
      <p class="says-foot">
        <a class="button primary" href={`/client/invoices/${invoice.id}/receipt`}>
          Receipt
        </a>
        <a class="button" href="/client">
          Back to home
        </a>
      </p>
    </StageCard>
  );
}

const CLOSED: Partial<Record<Invoice['status'], string>> = {
  voided: 'This invoice was cancelled. You owe nothing for it.',
  forgiven: 'You owe nothing for this invoice.',
  refunded: 'This invoice was paid and refunded.',
};

function Closed({ invoice }: { invoice: Invoice }) {
  return (
    <StageCard icon={icons.help} title="There is nothing to pay here">
      <p>
        {CLOSED[invoice.status] ?? 'This invoice can’t be paid by card right now. Your practice can tell you more.'}
      </p>
      <p class="says-foot">
        <a class="button" href={`/client/invoices/${invoice.id}`}>
          Back to the invoice
        </a>
      </p>
    </StageCard>
  );
}
