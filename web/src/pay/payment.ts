import { signal } from '@preact/signals';
import { newIdempotencyKey } from '../api/client';
import * as invoices from '../api/invoices';
import { ApiError } from '../api/api-error';
import type { Invoice, Op, PaymentForm } from '../api/types';
import { pollOp, isFinished } from '../billing/op-polling';
import { CardProblem, libraryKey, openConfirmation, type Fields } from './stripe';

/** The stage of the payment that is on the screen. */
export type Stage =
  | { at: 'loading' }
  | { at: 'stuck'; title: string; message: string }
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
let polledOp = '';
/** The last bank confirmation, and until when the server may not have its outcome. */
let confirmation = { clientSecret: '', until: 0 };
const WEBHOOK_WAIT_MS = 15_000;
/** Shown above the fields after a decline. */
let problem: string | undefined;

/** Shows the stage that fits the invoice; a reload resumes here. */
export async function begin(invoiceId: string): Promise<void> {
  id = invoiceId;
  stop();
  if (stage.value.at !== 'processing') stage.value = { at: 'loading' };
  try {
    const invoice = await invoices.invoice(id);
    await show(invoice);
  } catch (reason) {
    stage.value = { at: 'stuck', title: 'The invoice could not be opened', message: sentence(reason) };
  }
}

async function show(invoice: Invoice): Promise<void> {
  if (invoice.overlay === 'action_required') await continueAtBank();
  else if (invoice.op && (invoice.overlay === 'processing' || invoice.overlay === 'checking')) {
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

/** Shows the bank's question of a payment that was started in any tab, on any device. */
async function continueAtBank(): Promise<void> {
  const form = await invoices.paymentForm(id);
  remember(form);
  const clientSecret = form.client_action?.client_secret;
  if (!clientSecret) stage.value = { at: 'form', form, problem };
  else if (isAnswered(clientSecret)) waitForBank(form.op);
  else stage.value = { at: 'confirming', clientSecret, op: form.op };
}

function waitForBank(op: string): void {
  stage.value = { at: 'processing' };
  followOp(op);
}

/** Gives up the payment at the bank; one that was confirmed meanwhile stands. */
export async function cancel(op: string): Promise<void> {
  try {
    const answer = await invoices.cancelPayment(id, op);
    if (invoices.isOp(answer)) await showOp(answer);
    else await show(answer);
  } catch (reason) {
    stage.value = {
      at: 'stuck',
      title: isClear(reason) ? 'The payment was not cancelled' : 'We don’t know yet whether it was cancelled',
      message: sentence(reason),
    };
  }
}

/** Pays once. Only the processor's token goes to our server, never the card. */
export async function pay(fields: Fields, form: PaymentForm, name: string): Promise<void> {
  problem = undefined;
  const token = await fields.token(name);
  // The card fields stay loaded, in case the card is declined.
  stage.value = { at: 'processing', form };
  try {
    const answer = await invoices.pay(id, { token, version: form.version }, newIdempotencyKey());
    if (invoices.isOp(answer)) await showOp(answer);
    else await show(answer);
  } catch (reason) {
    await afterRefusal(reason, form);
  }
}

async function afterRefusal(reason: unknown, form: PaymentForm): Promise<void> {
  const refusal = reason instanceof ApiError ? reason : null;
  problem = sentence(reason);
  // Without a clear refusal, ask the invoice whether a payment is running before paying again.
  if (!isClear(reason) || refusal?.status === 409) return begin(id);
  stage.value = { at: 'form', form, problem };
}

function followOp(op: string): void {
  stop();
  polledOp = op;
  stop = pollOp(id, op, (latest) => void showOp(latest));
}

async function showOp(op: Op): Promise<void> {
  if (isFinished(op)) return finishOp(op);
  const clientSecret = op.status === 'action_required' && op.client_action?.client_secret;
  if (clientSecret && !isAnswered(clientSecret)) {
    stop();
    polledOp = '';
    stage.value = { at: 'confirming', clientSecret, op: op.op };
    return;
  }
  if (op.status === 'checking' || op.status === 'pending') stage.value = { at: op.status };
  if (polledOp !== op.op) followOp(op.op);
}

function isAnswered(clientSecret: string): boolean {
  return confirmation.clientSecret === clientSecret && Date.now() < confirmation.until;
}

async function finishOp(op: Op): Promise<void> {
  stop();
  polledOp = '';
  problem =
    op.status === 'succeeded' ? undefined : op.message || 'The payment did not go through. Nothing was charged.';
  if (op.status === 'succeeded' && op.invoice) stage.value = { at: 'paid', invoice: op.invoice };
  else await begin(id);
}

const BANK_PAGE_FAILED: Stage = {
  at: 'stuck',
  title: 'Your bank’s page could not be opened',
  message: 'Check your connection, then try again.',
};

/** Opens the bank's page, then asks our server for the outcome. */
export async function confirm(clientSecret: string, op: string): Promise<void> {
  // Another tab or device started this payment, so this one must learn about the processor first.
  if (!remembered().script) await invoices.paymentForm(id).then(remember, () => undefined);
  const { script, key } = remembered();
  const bankPage = script ? await openConfirmation(script, key).catch(() => null) : null;
  if (!bankPage) return void (stage.value = BANK_PAGE_FAILED);
  await bankPage.confirm(clientSecret).catch(() => undefined);
  confirmation = { clientSecret, until: Date.now() + WEBHOOK_WAIT_MS };
  stage.value = { at: 'processing' };
  const answer = await invoices.resume(id, op).catch(() => null);
  if (!answer) followOp(op);
  else if (invoices.isOp(answer)) await showOp(answer);
  else await show(answer);
}

// Public data only, for a page that is reloaded during the bank's confirmation.
function remember({ script_url: script, public: settings }: PaymentForm): void {
  sessionStorage.setItem('processor', JSON.stringify({ script, key: libraryKey(settings) }));
}

function remembered(): { script?: string; key: string } {
  return JSON.parse(sessionStorage.getItem('processor') ?? '{"key":""}') as { script?: string; key: string };
}

/** Whether the server certainly did nothing. */
function isClear(reason: unknown): boolean {
  return reason instanceof ApiError && !reason.isTemporary && reason.status < 500;
}

function sentence(reason: unknown): string {
  if (reason instanceof CardProblem || reason instanceof ApiError) return reason.message;
  return 'Something did not work. Please try again.';
}
