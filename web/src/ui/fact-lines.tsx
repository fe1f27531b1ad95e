import type { ComponentChildren } from 'preact';

/** Labels and values, one per line; empty values are left out. */
export function FactLines({ lines }: { lines: [label: string, value: ComponentChildren][] }) {
  return (
    <dl class="facts">
      {lines.map(
        ([label, value]) =>
          value && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
