import { signal } from '@preact/signals';
import { newKey } from '../api/client';
import * as invoices from '../api/invoices';
import { Refusal } from '../api/api-error';
import type { Invoice, Op, PaymentForm } from '../api/types';
import { follow, isFinished } from '../billing/op-polling';
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
let followed = '';
/** The bank's question that the person has answered, and until when our server may still not know of it. */
let answered = { clientSecret: '', until: 0 };
const HEARS_OF_IT_MS = 15_000;
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
  if (invoice.op && (invoice.overlay === 'processing' || invoice.overlay === 'checking')) {
    stage.value = { at: invoice.overlay };
    followOp(invoice.op);
  } else if (invoice.status === 'paid') stage.value = { at: 'paid', invoice };
  else if (!invoice.actions.includes('pay')) stage.value = { at: 'closed', invoice };
  else {
    const form = await invoices.paymentForm(id);
    remember(form);
    stage.value = { at: 'form', form, problem };
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
    if (invoices.isOp(answer)) await hear(answer);
    else await show(answer);
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
  followed = op;
  stop = follow(id, op, (heard) => void hear(heard));
}

async function hear(op: Op): Promise<void> {
  if (isFinished(op)) return landed(op);
  const asked = op.status === 'action_required' && op.client_action?.client_secret;
  if (asked && !isAnswered(asked)) {
    stop();
    followed = '';
    stage.value = { at: 'confirming', clientSecret: asked, op: op.op };
    return;
  }
  if (op.status === 'checking' || op.status === 'pending') stage.value = { at: op.status };
  if (followed !== op.op) followOp(op.op);
}

function isAnswered(clientSecret: string): boolean {
  return answered.clientSecret === clientSecret && Date.now() < answered.until;
}

async function landed(op: Op): Promise<void> {
  stop();
  followed = '';
  problem =
    op.status === 'succeeded' ? undefined : op.message || 'The payment did not go through. Nothing was charged.';
  if (op.status === 'succeeded' && op.invoice) stage.value = { at: 'paid', invoice: op.invoice };
  else await begin(id);
}

/** Hands over to the bank's own page, then has our server ask what became of it, whatever the browser thinks. */
export async function confirm(clientSecret: string, op: string): Promise<void> {
  const { script, key } = remembered();
  const opened = script ? await openConfirmation(script, key).catch(() => null) : null;
  if (!opened) return void (stage.value = { at: 'stuck', message: 'Your bank’s page could not be opened.' });
  await opened.confirm(clientSecret).catch(() => undefined);
  answered = { clientSecret, until: Date.now() + HEARS_OF_IT_MS };
  stage.value = { at: 'processing' };
  const answer = await invoices.resume(id, op).catch(() => null);
  if (!answer) followOp(op);
  else if (invoices.isOp(answer)) await hear(answer);
  else await show(answer);
}

// Public data of the processor's script, for a page that is loaded again while the bank waits for its person.
function remember({ script_url: script, public: given }: PaymentForm): void {
  sessionStorage.setItem('processor', JSON.stringify({ script, key: given.publishable_key ?? '' }));
}

function remembered(): { script?: string; key: string } {
  return JSON.parse(sessionStorage.getItem('processor') ?? '{"key":""}') as { script?: string; key: string };
}

function sentence(reason: unknown): string {
  if (reason instanceof CardProblem || reason instanceof Refusal) return reason.message;
  return 'Something did not work. Nothing was charged.';
}
