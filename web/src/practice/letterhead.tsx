import type { Me } from '../api/types';
import './letterhead.css';

type Facts = Pick<Me['practice'], 'address' | 'telephone' | 'tax_id'>;

/** Shows what a practice's invoices and receipts say about it, under its name; empty facts are left out. */
export function Letterhead({ of }: { of: Facts }) {
  const lines = [of.address, of.telephone, of.tax_id && `Tax ID ${of.tax_id}`].filter(Boolean);
  if (!lines.length) return null;
  return (
    <span class="letterhead-facts">
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </span>
  );
}
