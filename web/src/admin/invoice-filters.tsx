import { useLocation } from 'preact-iso';
import type { InvoiceQuery } from '../api/invoices';
import type { InvoiceRow } from '../api/types';
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
  return Object.fromEntries(KEYS.filter((key) => query[key]).map((key) => [key, query[key]!]));
}

/** Overdue is no status: it is what is unpaid past its day, and the rows say which. */
export function queryOf(asked: Asked): Asked {
  return asked['status'] === 'overdue' ? { ...asked, status: 'sent' } : asked;
}

export function rowsOf(rows: InvoiceRow[], asked: Asked): InvoiceRow[] {
  return asked['status'] === 'overdue' ? rows.filter((row) => row.overdue) : rows;
}

export function isFiltered(asked: Asked): boolean {
  return Object.keys(asked).length > 0;
}

/** Filters live in the address, so that a reload, a link and the back button keep them. */
export function InvoiceFilters({ asked, counts }: { asked: Asked; counts?: Record<string, number> }) {
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
              {counts && <span class="count">{counts[status || 'all'] ?? 0}</span>}
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

function addressOf(asked: Asked): string {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  return `/admin/billing${query.size ? `?${query}` : ''}`;
}
