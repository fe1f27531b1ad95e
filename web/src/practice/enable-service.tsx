import { useId } from 'preact/hooks';
import type { Service } from '../api/types';
import type { Choices } from './service-edit';

interface EnableProps {
  service: Service;
  choices: Choices;
  update: (change: Partial<Choices>) => void;
}

/** Without a processor the switch waits, with its reason, unless only payments from outside are recorded. */
export function EnableService({ service, choices, update }: EnableProps) {
  const reason = useId();
  const may = service.can_enable || choices.record_payments_only || choices.enabled;
  return (
    <details class="card fold" open>
      <summary>Enable Service</summary>
      <label class="switch-row">
        <input
          type="checkbox"
          role="switch"
          checked={choices.enabled}
          disabled={!may}
          aria-describedby={reason}
          onChange={(event) => update({ enabled: event.currentTarget.checked })}
        />
        <span class="switch-words">{choices.enabled ? 'On' : 'Off'}</span>
        <span class="unseen">Enable {service.name}</span>
      </label>
      <p class="hint" id={reason}>
        {may
          ? 'Turned off, nobody creates invoices. What was sent stays payable.'
          : service.why_not || 'Add a payment processor first.'}
      </p>
      <label class="check">
        <input
          type="checkbox"
          checked={choices.record_payments_only}
          onChange={(event) => update(withOnly(event.currentTarget.checked, service))}
        />
        <span>
          Record payments only
          <span class="hint">Invoices are sent, but clients pay by cash, check or elsewhere, and staff record it.</span>
        </span>
      </label>
    </details>
  );
}

function withOnly(only: boolean, service: Service): Partial<Choices> {
  return only || service.can_enable ? { record_payments_only: only } : { record_payments_only: only, enabled: false };
}
