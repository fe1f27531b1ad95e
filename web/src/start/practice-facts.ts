import { appointments, type Appointment } from '../api/appointments';
import { clients } from '../api/clients';
import { invoices } from '../api/invoices';
import * as practice from '../api/practice';
import { hasWebhookKeys } from '../billing/processors/key-input';
import type { InvoiceRow, Page } from '../api/types';
import type { PracticeFacts } from './first-steps';
import { isCalledOff } from '../appointments/states';

const SINCE = '2000-01-01T00:00:00Z';

/** Reads what an Admin's practice has done of its first steps. */
export async function practiceFacts(): Promise<PracticeFacts> {
  const [agreement, processors, services, colleagues, clientPage] = await Promise.all([
    practice.baa(),
    practice.processors(),
    practice.services(),
    practice.colleagues(),
    clients(),
  ]);
  const hasClient = clientPage.items.length > 0;
  // Without clients there are neither invoices nor appointments.
  const [hasSentInvoice, hasVisit] = hasClient ? await Promise.all([isInvoiceSent(), isVisitBooked()]) : [false, false];
  const accounts = processors.items.filter((each) => each.state === 'active');
  return {
    isAgreed: !!agreement.accepted,
    hasProcessor: accounts.length > 0,
    hasWebhook: accounts.some(hasWebhookKeys),
    recordsOnly: services.items.some((each) => each.record_payments_only),
    isBillingOn: services.items.some((each) => each.enabled && each.providers.some((provider) => provider.assigned)),
    providers: colleagues.items.filter((each) => each.roles.includes('provider')).length,
    colleagues: colleagues.items.length,
    hasClient,
    hasSentInvoice,
    hasVisit,
  };
}

const isInvoiceSent = (): Promise<boolean> =>
  some<InvoiceRow>(
    (cursor) => invoices({ cursor }),
    (invoice) => invoice.status !== 'draft',
  );

const isVisitBooked = (): Promise<boolean> =>
  some<Appointment>(
    (cursor) => appointments({ from: SINCE, cursor }),
    (appointment) => !isCalledOff(appointment),
  );

/** Returns whether a list has an item that counts, and reads only as many pages as that needs. */
async function some<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  counts: (item: T) => boolean,
): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    if (page.items.some(counts)) return true;
    cursor = page.next ?? undefined;
  } while (cursor);
  return false;
}
