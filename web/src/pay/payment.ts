import { signal } from '@preact/signals';
import { newKey } from '../api/client';
import * as invoices from '../api/invoices';
import { Refusal } from '../api/refusal';
import type { Invoice, Op, PaymentForm } from '../api/types';
import { follow, isFinished } from '../invoice/following';
import { CardProblem, openConfirmation, type Fields } from './stripe';

/** Where this payment stands; one of them is on the screen. */
export type Stage =
  | { at: 'loading' }
  | { at: 'stuck'; message: string }
  | { at: 'form'; form: PaymentForm; problem?: string }
  | { at: 'processing'; form?: PaymentForm }
  | { at: 'confirming'; clientSecret: string; op: string }
  | { at: 'checking' }
  | { at: 'pending' }
  | { at: 'paid'; invoice: Invoice }
  | { at: 'closed'; invoice: Invoice };

export const stage = signal<Stage>({ at: 'loading' });

let id = '';
let stop: () => void = () => undefined;
let known: PaymentForm | null = null;
/** Said above the fields when the form comes back after a decline. */
let problem: string | undefined;

/** Asks the invoice what is true now; a reload in the middle of paying resumes here. */
export async function begin(invoiceId: string): Promise<void> {
  id = invoiceId;
  stop();
  if (stage.value.at !== 'processing') stage.value = { at: 'loading' };
  try {
    const invoice = await invoices.invoice(id);
    await show(invoice);
  } catch (reason) {
    stage.value = { at: 'stuck', message: sentence(reason) };
  }
}

async function show(invoice: Invoice): Promise<void> {
  if (invoice.op && !isFinished(invoice.op) && invoice.op.kind !== 'refund') {
    stage.value = { at: 'processing' };
    followOp(invoice.op.id);
  } else if (invoice.status === 'paid') stage.value = { at: 'paid', invoice };
  else if (!invoice.actions.includes('pay')) stage.value = { at: 'closed', invoice };
  else {
    known = await invoices.paymentForm(id);
    stage.value = { at: 'form', form: known, problem };
  }
}

/** One attempt: the card becomes a token in the processor's own frame, and only the token goes to our server. */
export async function pay(fields: Fields, form: PaymentForm, name: string): Promise<void> {
  problem = undefined;
  const token = await fields.token(name);
  // Nothing is final before our answer: the fields stay where they are, in case the card is declined.
  stage.value = { at: 'processing', form };
  try {
    const answer = await invoices.pay(id, { token, version: form.version }, newKey());
    if ('op' in answer && typeof answer.op === 'string') followOp(answer.op);
    else await show(answer as Invoice);
  } catch (reason) {
    await afterRefusal(reason, form);
  }
}

async function afterRefusal(reason: unknown, form: PaymentForm): Promise<void> {
  const refusal = reason instanceof Refusal ? reason : null;
  problem = sentence(reason);
  // No answer, or somebody was faster: the invoice says whether a payment is under way. Never pay blindly again.
  if (!refusal || refusal.passing || refusal.status === 409) return begin(id);
  stage.value = { at: 'form', form, problem };
}

function followOp(op: string): void {
  stop();
  stop = follow(id, op, (heard) => void hear(heard));
}

async function hear(op: Op): Promise<void> {
  if (op.status === 'action_required' && op.client_action?.client_secret) {
    stop();
    stage.value = { at: 'confirming', clientSecret: op.client_action.client_secret, op: op.id };
  } else if (op.status === 'checking') stage.value = { at: 'checking' };
  else if (op.status === 'pending') stage.value = { at: 'pending' };
  else if (op.status === 'succeeded' && op.invoice) stage.value = { at: 'paid', invoice: op.invoice };
  else if (isFinished(op)) {
    problem =
      op.status === 'succeeded' ? undefined : (op.message ?? 'The payment did not go through. Nothing was charged.');
    await begin(id);
  }
}

/** Hands over to the bank's own page, then has our server ask what became of it, whatever the browser thinks. */
export async function confirm(clientSecret: string, op: string): Promise<void> {
  known ??= await invoices.paymentForm(id).catch(() => null);
  const key = known?.public.publishable_key ?? '';
  const opened = known && (await openConfirmation(known.script_url, key).catch(() => null));
  if (!opened) return void (stage.value = { at: 'stuck', message: 'Your bank’s page could not be opened.' });
  await opened.confirm(clientSecret).catch(() => undefined);
  stage.value = { at: 'processing' };
  await invoices.resume(id, op).catch(() => undefined);
  followOp(op);
}

function sentence(reason: unknown): string {
  if (reason instanceof CardProblem || reason instanceof Refusal) return reason.message;
  return 'Something did not work. Nothing was charged.';
}
