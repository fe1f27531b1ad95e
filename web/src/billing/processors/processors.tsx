import { useState } from 'preact/hooks';
import * as practice from '../../api/practice';
import type { Processor } from '../../api/types';
import { useApi } from '../../api/resource';
import { formatInstant } from '../../kernel/dates';
import { me } from '../../session/session';
import { Icon } from '../../ui/icon';
import * as icons from '../../ui/icons';
import { Loaded } from '../../ui/loaded';
import { Menu } from '../../ui/menu';
import { Pill } from '../../ui/pill';
import { SettingsGroup } from '../../ui/settings-group';
import { ProcessorForm } from './processor-form';
import { KIND_WORDS } from './processor-kinds';
import { RetireProcessor, useProcessorActions } from './processor-actions';
import { WebhookSetup } from './webhook-setup';

export function Processors() {
  const list = useApi('processors', practice.processors);
  const [editing, setEditing] = useState<string | null>(null);
  const close = (): void => setEditing(null);
  return (
    <SettingsGroup
      title="Payment Processors"
      lead="Clients pay by card into your practice’s own account. Card numbers go straight to the processor and never pass through Clocktree."
    >
      <Loaded of={list}>
        {({ items, kinds }) => {
          const active = items.filter((each) => each.state === 'active');
          const isAsked = editing === 'new' || (!active.length && editing === null);
          return (
            <>
              <ul class="entries">
                {active.map((each) => (
                  <li key={each.id}>
                    {editing === each.id ? (
                      <ProcessorForm kinds={[each.kind]} account={each} onClose={close} />
                    ) : (
                      <Row processor={each} onEdit={() => setEditing(each.id)} />
                    )}
                  </li>
                ))}
              </ul>
              {isAsked ? (
                <ProcessorForm kinds={kinds} onClose={active.length ? close : undefined} />
              ) : (
                <button type="button" onClick={() => setEditing('new')}>
                  <Icon path={icons.plus} />
                  Add a processor
                </button>
              )}
            </>
          );
        }}
      </Loaded>
    </SettingsGroup>
  );
}

function Row({ processor, onEdit }: { processor: Processor; onEdit: () => void }) {
  const zone = me.value?.practice.zone ?? 'UTC';
  const actions = useProcessorActions(processor);
  const [retiring, setRetiring] = useState(false);
  return (
    <div class="entry-row">
      <div>
        <p class="entry-title">
          <strong>{KIND_WORDS[processor.kind]}</strong>
          <Pill
            icon={processor.live ? icons.checked : icons.clock}
            tone={processor.live ? 'green' : 'amber'}
            words={processor.live ? 'Live' : 'Test'}
          />
          {processor.default && <Pill icon={icons.check} tone="quiet" words="Default" />}
        </p>
        <p>{processor.description}</p>
        <p class="hint">
          {processor.secret_ends && `Secret key ends in ${processor.secret_ends} · `}
          {processor.verified_at ? `verified ${formatInstant(processor.verified_at, zone)}` : 'not verified yet'}
        </p>
        <p class="hint" role="status">
          {actions.message}
        </p>
      </div>
      <Menu label={<Icon path={icons.more} />} name={`Actions for ${processor.description}`} class="square dots">
        <button type="button" onClick={() => void actions.test()}>
          Test connection
        </button>
        <button type="button" onClick={onEdit}>
          Edit or replace keys
        </button>
        {!processor.default && (
          <button type="button" onClick={() => void actions.makeDefault()}>
            Make default
          </button>
        )}
        <button type="button" class="risky" onClick={() => setRetiring(true)}>
          Remove
        </button>
      </Menu>
      {retiring && <RetireProcessor processor={processor} onClose={() => setRetiring(false)} />}
      <WebhookSetup processor={processor} />
    </div>
  );
}
