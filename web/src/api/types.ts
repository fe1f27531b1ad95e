// The generated types under the names the pages use, narrowed where the schema only says "string".
import type { components } from './schema';

type Schemas = components['schemas'];
type Narrow<Shape, Known> = Omit<Shape, keyof Known> & Known;

export type Role = 'admin' | 'provider' | 'client';
export type StaffRole = Exclude<Role, 'client'>;
export type SignInStep = Schemas['NextStep'];
export type Status = Schemas['Status'];
export type Method = Schemas['Method'];
export type ProcessorKind = Schemas['ProcessorKind'];
export type TaxMode = Schemas['TaxMode'];
export type AccountState = Schemas['AccountState'];
export type Overlay = 'processing' | 'action_required' | 'checking' | 'refund_pending' | null;
export type OpStatus = 'working' | 'action_required' | 'checking' | 'pending' | 'succeeded' | 'declined' | 'failed';
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

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Named = Schemas['Named'];
export type Me = Narrow<Schemas['MeShape'], { role: Role; roles: Role[] }>;
export type Practice = Schemas['SettingsShape'];
export type Agreement = Schemas['AgreementShape'];
export type Colleague = Narrow<Schemas['ColleagueShape'], { roles: Role[]; status: AccountState }>;
export type Service = Schemas['ServiceShape'];
export type Processor = Schemas['AccountShape'];
export type Connection = Schemas['ConnectionShape'];
export type Tax = Schemas['TaxShape'];
export type TaxPreview = Schemas['PreviewShape'];
export type ClientRow = Schemas['ClientRowShape'];
export type Client = Schemas['ClientShape'];
export type ClientFacts = Omit<Schemas['ClientBody'], 'provider_ids' | 'invite'>;
export type NewClient = Schemas['ClientBody'];
export type ClientEdit = Schemas['ClientEdit'];
export type Handover = Schemas['HandoverBody'];
export type Consent = Schemas['ConsentShape'];
export type ConsentInput = Schemas['ConsentBody'];
export type NoticePermission = Schemas['PermissionShape'];
export type NoticePermissions = Schemas['PermissionsShape'];
export type NoticeTopic = NoticePermission['topic'];
export type InvoiceDraft = Schemas['DraftBody'];
export type RecordedPayment = Schemas['RecordBody'];

export type InvoiceRow = Narrow<Schemas['RowShape'], { overlay: Overlay }>;
export type AmountOwed = Schemas['OwedShape'];
export type Receivables = Schemas['ReceivablesShape'];
/** `owed` is set on the first page of one client's list. */
export interface InvoicePage extends Page<InvoiceRow> {
  owed: AmountOwed | null;
}

export type UnresolvedOp = Schemas['WaitingShape'];
export type Evidence = Schemas['EvidenceBody'];
export type TimelineEntry = Schemas['LineShape'];
export type Invoice = Narrow<Schemas['InvoiceShape'], { overlay: Overlay; actions: Action[] }>;
export type Op = Narrow<Schemas['OpShape'], { status: OpStatus }> & { invoice?: Invoice | null };
/** The changed invoice, or an op that is still running or was declined. */
export type ActionResult = Invoice | Op;
export type PaymentForm = Narrow<Schemas['FormShape'], { processor: ProcessorKind }>;
export type Receipt = Schemas['ReceiptShape'];
