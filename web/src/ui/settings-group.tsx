import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SettingsGroupProps {
  title: string;
  /** What these settings are for, beside the card. */
  lead?: ComponentChildren;
  children: ComponentChildren;
}

/** Shows one group of settings: its title and purpose at the left, its card at the right; on a phone one below the other. */
export function SettingsGroup({ title, lead, children }: SettingsGroupProps) {
  const id = useId();
  return (
    <section class="settings-group" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        {lead && <p class="muted">{lead}</p>}
      </div>
      <div class="card">{children}</div>
    </section>
  );
}
