import { Page } from '../ui/page';
import { BillingTabs } from './billing-tabs';
import { Processors } from './processors/processors';
import { SalesTax } from '../practice/sales-tax';

export default function BillingSetup() {
  return (
    <Page title="Billing setup" heading="Invoices">
      <BillingTabs here="setup" />
      <Processors />
      <SalesTax />
    </Page>
  );
}
