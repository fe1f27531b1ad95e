import { appointments } from '../api/appointments';
import { clients } from '../api/clients';
import { invoices } from '../api/invoices';
import * as practice from '../api/practice';
import { hasWebhookKeys } from '../billing/processors/key-input';
import type { PracticeFacts } from './first-steps';

const SINCE = '2000-01-01T00:00:00Z';

/** Reads what an Admin's practice has done of its first steps. */
export async function practiceFacts(): Promise<PracticeFacts> {
  const [agreement, processors, services, colleagues, clientPage, invoicePage, visitPage] = await Promise.all([
    practice.baa(),
    practice.processors(),
    practice.services(),
    practice.colleagues(),
    clients(),
    invoices({}),
    appointments({ from: SINCE }),
  ]);
  const accounts = processors.items.filter((each) => each.state === 'active');
  return {
    isAgreed: !!agreement.accepted,
    hasProcessor: accounts.length > 0,
    hasWebhook: accounts.some(hasWebhookKeys),
    recordsOnly: services.items.some((each) => each.record_payments_only),
    isBillingOn: services.items.some((each) => each.enabled && each.providers.some((provider) => provider.assigned)),
    providers: colleagues.items.filter((each) => each.roles.includes('provider')).length,
    colleagues: colleagues.items.length,
    clients: clientPage.items.length,
    invoices: invoicePage.items.length,
    visits: visitPage.items.length,
  };
}
