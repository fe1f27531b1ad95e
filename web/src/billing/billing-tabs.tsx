export function BillingTabs({ here }: { here: 'all' | 'setup' }) {
  return (
    <nav class="subtabs" aria-label="Billing">
      <a href="/admin/billing" aria-current={here === 'all' ? 'page' : undefined}>
        All invoices
      </a>
      <a href="/admin/billing/setup" aria-current={here === 'setup' ? 'page' : undefined}>
        Setup
      </a>
    </nav>
  );
}
