import { useLocation } from 'preact-iso';
import type { InvoiceQuery } from '../api/invoices';
import type { Receivables } from '../api/types';
import { Field } from '../ui/field';

type Asked = Record<string, string>;

const CHIPS = [
  ['', 'All'],
  ['draft', 'Draft'],
  ['sent', 'Unpaid'],
  ['overdue', 'Overdue'],
  ['paid', 'Paid'],
  ['refunded', 'Refunded'],
  ['forgiven', 'Forgiven'],
  ['voided', 'Voided'],
] as const;
const KEYS: (keyof InvoiceQuery)[] = ['status', 'from', 'to', 'client'];

export function filtersOf(query: Record<string, string>): Asked {
  return Object.fromEntries(KEYS.map((key) => [key, query[key] ?? ''] as const).filter(([, value]) => value));
}

export function isFiltered(asked: Asked): boolean {
  return Object.keys(asked).length > 0;
}

/** Filters live in the address, so that a reload, a link and the back button keep them. */
export function InvoiceFilters({ asked, totals }: { asked: Asked; totals?: Receivables }) {
  const { route } = useLocation();
  const set = (key: string, value: string): void => route(addressOf({ ...asked, [key]: value }), true);
  return (
    <section class="filters" aria-label="Filters">
      <ul class="chips">
        {CHIPS.map(([status, words]) => (
          <li key={status}>
            <a
              class="chip"
              href={addressOf({ ...asked, status })}
              aria-current={(asked['status'] ?? '') === status ? 'true' : undefined}
            >
              {words}
              {totals && <span class="count">{counted(totals, status || 'all')}</span>}
            </a>
          </li>
        ))}
      </ul>
      <div class="range">
        <Field label="From" name="from" type="date" value={asked['from'] ?? ''} onValue={(day) => set('from', day)} />
        <Field label="To" name="to" type="date" value={asked['to'] ?? ''} onValue={(day) => set('to', day)} />
      </div>
    </section>
  );
}

/** Nobody counts all of a long list for a chip: beyond the most it says so. */
function counted({ counts, most, overdue }: Receivables, status: string): string {
  const n = counts[status] ?? 0;
  return n > most ? `${most}+` : `${n}${status === 'overdue' && overdue.more ? '+' : ''}`;
}

function addressOf(asked: Asked): string {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  return `/admin/billing${query.size ? `?${query}` : ''}`;
}
