import { useLocation } from 'preact-iso';
import type { InvoiceQuery } from '../api/invoices';
import type { Receivables } from '../api/types';
import { DayField } from '../ui/day-field';
import type { Search } from '../ui/search';
import { Toolbar } from '../ui/toolbar';
import { ExportCsv } from './export-csv';

type Filters = Record<string, string>;

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

export function filtersOf(query: Record<string, string>): Filters {
  const entries = KEYS.map((key) => [key, query[key] ?? ''] as const);
  return Object.fromEntries(entries.filter(([key, value]) => value && (key !== 'status' || isStatus(value))));
}

function isStatus(value: string): boolean {
  return CHIPS.some(([status]) => status === value);
}

export function isFiltered(filters: Filters): boolean {
  return Object.keys(filters).length > 0;
}

/** Returns all filters but the status: the counts of all statuses follow them. */
export function countedOf(filters: Filters): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([key]) => key !== 'status'));
}

interface InvoiceFiltersProps {
  filters: Filters;
  totals?: Receivables;
  search: Search;
  hits: number;
}

/** Filters are kept in the URL, so that reload, links and Back keep them. */
export function InvoiceFilters({ filters, totals, search, hits }: InvoiceFiltersProps) {
  const { route } = useLocation();
  const set = (key: string, value: string): void => route(addressOf({ ...filters, [key]: value }), true);
  return (
    <Toolbar of="invoices" search={search} hits={hits} views={<States filters={filters} totals={totals} />}>
      <div class="range">
        <DayField label="From" name="from" value={filters['from'] ?? ''} onValue={(day) => set('from', day)} />
        <DayField label="To" name="to" value={filters['to'] ?? ''} onValue={(day) => set('to', day)} />
      </div>
      <ExportCsv filters={filters} />
    </Toolbar>
  );
}

function States({ filters, totals }: Pick<InvoiceFiltersProps, 'filters' | 'totals'>) {
  return (
    <ul class="chips" aria-label="State">
      {CHIPS.map(([status, words]) => (
        <li key={status}>
          <a
            class="chip"
            href={addressOf({ ...filters, status })}
            aria-current={(filters['status'] ?? '') === status ? 'true' : undefined}
          >
            {words}
            <span class="count">{totals && countWords(totals, status || 'all')}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Returns a count such as `12`, or `500+` where the server stopped counting. */
function countWords({ counts, most, overdue }: Receivables, status: string): string {
  const n = counts[status] ?? 0;
  return n > most ? `${most}+` : `${n}${status === 'overdue' && overdue.more ? '+' : ''}`;
}

function addressOf(filters: Filters): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  return `/admin/billing${query.size ? `?${query}` : ''}`;
}
