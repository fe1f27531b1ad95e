import type { ComponentChildren } from 'preact';

/** Facts with their names, a line each; one without a value is left out. */
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
