import type { InvoiceRow } from '../api/types';
import { formatDate, formatDay } from '../kernel/dates';
import { formatMoney } from '../kernel/money';
import { me } from '../session/session';
import { amountHint, shownAmount } from './amounts';
import { RowArea } from '../ui/area';
import { InvoiceStatus } from './invoice-status';

type Column = 'client' | 'provider';

interface TableProps {
  rows: InvoiceRow[];
  base: string;
  columns: Column[];
  label: string;
}

const WORDS: Record<Column, string> = { client: 'Client', provider: 'Provider' };

/**
 * Lists invoices. Staff read the day of creation, by which their lists are filtered; the amount is the link, and a click anywhere in the row follows it.
 *
 * On a phone CSS shows each row as a card, which the link covers; the roles keep it a table.
 */
export function InvoiceTable({ rows, base, columns, label }: TableProps) {
  const isClient = me.value?.role === 'client';
  return (
    <table class={`rows invoices ${columns.length ? '' : 'of-one'}`} role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">{isClient ? 'Sent' : 'Created'}</th>
          {columns.map((column) => (
            <th role="columnheader" key={column} class={`c-${column}`}>
              {WORDS[column]}
            </th>
          ))}
          <th role="columnheader">Description</th>
          <th role="columnheader">Status</th>
          <th role="columnheader" class="right">
            Amount
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <RowArea key={row.id} columns={columns.length + 4}>
            <Row row={row} base={base} columns={columns} />
          </RowArea>
        ))}
      </tbody>
    </table>
  );
}

/** Returns what the row of an invoice shows, for the search. */
export function searchedOf(row: InvoiceRow): (string | null)[] {
  const number = row.number === null ? null : String(row.number);
  return [row.client.name, row.provider.name, row.description, row.words, number, formatMoney(row.total)];
}

function Row({ row, base, columns }: { row: InvoiceRow; base: string; columns: Column[] }) {
  const isClient = me.value?.role === 'client';
  const zone = me.value?.practice.zone ?? 'UTC';
  return (
    <tr role="row">
      <td role="cell" class="c-date">
        {formatDay((isClient && row.sent_at) || row.created_at, zone)}
      </td>
      {columns.map((column) => (
        <td role="cell" key={column} class={`c-${column}`}>
          {row[column].name}
          {column === 'client' && columns.includes('provider') && <span class="hint of-row">{row.provider.name}</span>}
        </td>
      ))}
      <td role="cell" class="c-text">
        {row.description}
        {isClient && row.status === 'sent' && row.due_on && <span class="hint">by {formatDate(row.due_on)}</span>}
      </td>
      <td role="cell" class="c-status">
        <InvoiceStatus of={row} />
      </td>
      <td role="cell" class="c-amount right">
        <a class="amount row-link" href={`${base}/${row.id}`}>
          {formatMoney(shownAmount(row))}
        </a>
        <span class="hint">{amountHint(row)}</span>
      </td>
    </tr>
  );
}
