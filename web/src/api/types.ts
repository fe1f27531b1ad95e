import type { Money } from '../money';

export type Role = 'admin' | 'provider' | 'client';
export type Next = 'done' | 'totp' | 'new_password' | 'enrol_totp';
export type Status = 'draft' | 'sent' | 'paid' | 'refunded' | 'voided' | 'forgiven';
export type Overlay = 'processing' | 'checking' | 'refund_pending' | null;
export type Method = 'cash' | 'check' | 'external_card' | 'other';
export type Action =
  | 'edit'
  | 'delete'
  | 'send'
  | 'pay'
  | 'refund'
  | 'record_payment'
  | 'reverse_payment'
  | 'forgive'
  | 'void'
  | 'remind'
  | 'receipt';
export type OpStatus = 'working' | 'action_required' | 'checking' | 'pending' | 'succeeded' | 'declined' | 'failed';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Named {
  id: string;
  name: string;
}

export interface Me {
  person: { id: string; name: string; email: string };
  practice: { id: string; name: string; zone: string; currency: string; baa_accepted: boolean };
  role: Role;
  roles: Role[];
  client_id: string | null;
  client_billing: { enabled: boolean; assigned: boolean; may_create: boolean; reason: string | null };
  idle_seconds_left: number;
  record_actions_by: 'provider' | 'admin';
}

export interface Practice {
  name: string;
  zone: string;
  currency?: string;
  support_contact: string | null;
  version: number;
}

export interface Baa {
  version: string;
  text: string;
  sha256: string;
  accepted: { by: string; at: string } | null;
}

export interface Colleague {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  status: 'invited' | 'active';
}

export interface Service {
  id: string;
  kind: 'client_billing';
  name: string;
  description: string;
  enabled: boolean;
  record_payments_only: boolean;
  providers: (Named & { assigned: boolean })[];
  can_enable: boolean;
  why_not: string | null;
  version: number;
}

export type ProcessorKind = 'stripe' | 'authorize_net' | 'elavon_converge';

export interface Processor {
  id: string;
  kind: ProcessorKind;
  description: string;
  live: boolean;
  publishable_key: string | null;
  secret_ends: string | null;
  webhook_secret_ends: string | null;
  verified_at: string | null;
  state: 'active' | 'retired';
  default: boolean;
  webhook_path: string | null;
  version: number;
}

export interface Processors extends Page<Processor> {
  kinds?: ProcessorKind[];
}

export interface Connection {
  ok: boolean;
  live: boolean;
  label: string;
  message: string;
}

export type TaxMode = 'none' | 'exclusive' | 'inclusive';

export interface Tax {
  mode: TaxMode;
  percent: string;
  label: string;
  registration: string | null;
  version: number;
}

export interface TaxPreview {
  net: Money;
  tax: Money;
  total: Money;
  label: string;
}

export type AccountState = 'not_invited' | 'invited' | 'active';

export interface ClientRow extends Named {
  preferred_name: string | null;
  status: AccountState;
  balance: Money;
  unpaid: number;
}

export interface ClientFacts {
  legal_name: string;
  email: string;
  preferred_name?: string | null;
  phone?: string | null;
  date_of_birth?: string | null;
  pronouns?: string | null;
  address?: string | null;
  zone?: string | null;
  emergency_contact?: string | null;
}

export interface Client extends ClientFacts {
  id: string;
  version: number;
  providers: Named[];
  status: AccountState;
  balance?: Money;
  invoices_allowed: { may: boolean; reason: string | null };
}

export interface InvoiceRow {
  id: string;
  number: number | string | null;
  status: Status;
  overlay: Overlay;
  words: string;
  date: string;
  client: Named;
  provider: Named;
  description: string;
  total: Money;
  balance: Money;
  due_on: string | null;
  overdue: boolean;
}

export interface InvoicePage extends Page<InvoiceRow> {
  counts?: Record<string, number>;
  outstanding?: Money;
  overdue?: Money;
}

export interface CardFacts {
  brand: string;
  last4: string;
}

export interface TimelineEntry {
  entry: number;
  at: string;
  what: string;
  who: string;
  amount: Money | null;
  reason: string;
  method: Method | null;
  reference: string;
  received_on: string | null;
  card: CardFacts | null;
  decline: string | null;
}

export interface Op {
  op: string;
  kind: string;
  status: OpStatus;
  message: string;
  client_action?: { client_secret?: string } | null;
  invoice?: Invoice | null;
}

export interface Invoice extends Omit<InvoiceRow, 'date'> {
  version: number;
  net: Money;
  tax: Money;
  tax_label: string;
  tax_percent: string;
  tax_mode: TaxMode;
  paid: Money;
  refunded: Money;
  forgiven: Money;
  refundable: Money;
  created_at: string;
  sent_at: string | null;
  card: CardFacts | null;
  /** The op that is in the air. */
  op: string | null;
  timeline: TimelineEntry[];
  actions: Action[];
  why_no_action: string;
}

/** Done at once, or an op that goes on: or that was declined, with its sentence. */
export type Acted = Invoice | Op;

export interface PaymentForm {
  processor: ProcessorKind;
  script_url: string;
  public: { publishable_key?: string };
  amount: Money;
  practice: string;
  description: string;
  number: number | string | null;
  version: number;
}

export interface Receipt {
  number: number | string | null;
  practice: string;
  client: string;
  provider?: string | null;
  description: string;
  net: Money;
  tax: Money;
  tax_label: string | null;
  total: Money;
  paid: Money;
  refunded: Money;
  balance: Money;
  issued_at?: string | null;
  payments: { at: string; amount: Money; method: string; card?: CardFacts | null; reference?: string | null }[];
  registration?: string | null;
}
