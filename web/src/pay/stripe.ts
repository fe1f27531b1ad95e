// The part of Stripe's browser library that this page uses. The library is loaded from Stripe, never bundled.
import type { PaymentForm } from '../api/types';

interface StripeError {
  message?: string;
}

interface PaymentElement {
  mount(where: string | HTMLElement): void;
  on(name: 'ready' | 'loaderror', listener: () => void): void;
  unmount?(): void;
}

interface Elements {
  create(kind: 'payment', options?: object): PaymentElement;
  submit(): Promise<{ error?: StripeError }>;
}

interface Stripe {
  elements(options: object): Elements;
  createConfirmationToken(options: {
    elements: Elements;
    params?: object;
  }): Promise<{ error?: StripeError; confirmationToken?: { id: string } }>;
  handleNextAction(options: { clientSecret: string }): Promise<{ error?: StripeError }>;
}

declare global {
  interface Window {
    Stripe?: (key: string) => Stripe;
  }
}

export interface Fields {
  /** Returns a token for one payment. Raises: CardProblem. */
  token(name: string): Promise<string>;
  /** Opens the bank's confirmation; resolves when it is answered or closed. */
  confirm(clientSecret: string): Promise<void>;
}

export class CardProblem extends Error {}

interface FieldsOptions {
  scriptUrl: string;
  key: string;
  amount: number;
  currency: string;
  place: HTMLElement;
}

/** Returns the key that opens the library, of the script's settings. */
export function libraryKey(settings: PaymentForm['public']): string {
  return settings.publishable_key ?? '';
}

const TIMEOUT_MS = 10_000;

/** Loads the script and shows the fields. Raises: CardProblem after 10 seconds. */
export async function openFields({ scriptUrl, key, amount, currency, place }: FieldsOptions): Promise<Fields> {
  await withTimeout(TIMEOUT_MS, loadScript(scriptUrl));
  const stripe = window.Stripe?.(key);
  if (!stripe) throw new CardProblem('The card form could not be loaded.');
  const elements = stripe.elements({
    mode: 'payment',
    amount,
    currency: currency.toLowerCase(),
    paymentMethodTypes: ['card'],
    appearance: appearance(),
  });
  const element = elements.create('payment');
  const ready = new Promise<void>((resolve, reject) => {
    element.on('ready', resolve);
    element.on('loaderror', () => reject(new CardProblem('The card form could not be loaded.')));
  });
  element.mount(place);
  await withTimeout(TIMEOUT_MS, ready);
  return {
    token: (name) => makeToken(stripe, elements, name),
    confirm: (clientSecret) => confirmWith(stripe, clientSecret),
  };
}

/** Loads only the bank's confirmation, after a reload. Raises: CardProblem. */
export async function openConfirmation(scriptUrl: string, key: string): Promise<Pick<Fields, 'confirm'>> {
  await withTimeout(TIMEOUT_MS, loadScript(scriptUrl));
  const stripe = window.Stripe?.(key);
  if (!stripe) throw new CardProblem('The bank’s page could not be loaded.');
  return { confirm: (secret) => confirmWith(stripe, secret) };
}

async function confirmWith(stripe: Stripe, clientSecret: string): Promise<void> {
  await stripe.handleNextAction({ clientSecret });
}

async function makeToken(stripe: Stripe, elements: Elements, name: string): Promise<string> {
  const checked = await elements.submit();
  if (checked.error) throw new CardProblem(checked.error.message ?? 'Check the card details.');
  const result = await stripe.createConfirmationToken({
    elements,
    ...(name ? { params: { payment_method_data: { billing_details: { name } } } } : {}),
  });
  if (result.confirmationToken) return result.confirmationToken.id;
  throw new CardProblem(result.error?.message ?? 'The card could not be read. Try again.');
}

const loading = new Map<string, Promise<void>>();

function loadScript(url: string): Promise<void> {
  const pending = loading.get(url);
  if (pending) return pending;
  const loaded = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.async = true;
    script.onload = () => resolve();
    script.onerror = () => {
      loading.delete(url);
      script.remove();
      reject(new CardProblem('The card form could not be loaded.'));
    };
    document.head.append(script);
  });
  loading.set(url, loaded);
  return loaded;
}

function withTimeout<T>(patience: number, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new CardProblem('The card form is taking too long.')), patience),
  );
  return Promise.race([work, late]);
}

/** Colors for the processor's fields, from the page's CSS variables. */
function appearance(): object {
  const tokens = getComputedStyle(document.documentElement);
  const of = (name: string): string => tokens.getPropertyValue(name).trim();
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  return {
    theme: isDark ? 'night' : 'stripe',
    variables: {
      colorPrimary: of('--accent'),
      colorBackground: of('--surface'),
      colorText: of('--ink'),
      colorDanger: of('--red'),
      borderRadius: of('--radius'),
    },
  };
}
