import { useEffect, useState } from 'preact/hooks';
import * as practice from '../../api/practice';
import type { Processor } from '../../api/types';
import { invalidate } from '../../api/resource';
import { formatInstant } from '../../kernel/dates';
import { me } from '../../session/session';
import { CopyField } from '../../ui/copy-field';
import { Form, checkFields, useSubmit } from '../../ui/form';
import * as icons from '../../ui/icons';
import { Pill } from '../../ui/pill';
import { toast } from '../../ui/toast';
import { KeyInput, hasWebhookKeys, webhookKeys } from './key-input';
import { KIND_WORDS, WEBHOOK_WORDS } from './processor-kinds';

const reload = (): void => invalidate('processors');

/** Shows the address for a processor's webhooks, asks for their secret, and says whether they arrive. */
export function WebhookSetup({ processor }: { processor: Processor }) {
  const name = KIND_WORDS[processor.kind];
  const [wasSetUp] = useState(() => hasWebhookKeys(processor));
  useReloadOnReturn(!processor.last_webhook_at);
  if (!webhookKeys(processor.kind).length) return null;
  return (
    <details class="fold webhook" open={!wasSetUp}>
      <summary>
        <span class="entry-title">
          Webhook <WebhookPill of={processor} />
        </span>
      </summary>
      <p class="hint">{statusWords(processor)}</p>
      <ol class="steps">
        <li>
          <p>{WEBHOOK_WORDS[processor.kind]}</p>
          <CopyField label="Webhook address" value={`${location.origin}${processor.webhook_path}`} />
        </li>
        <li>
          <p>Copy the signing secret that {name} then shows, and save it here.</p>
          <SecretForm processor={processor} />
        </li>
        <li>
          <p>{name} sends its first message with the next payment, or when you send a test event there.</p>
          <button type="button" onClick={reload}>
            Check again
          </button>
        </li>
      </ol>
    </details>
  );
}

function WebhookPill({ of }: { of: Processor }) {
  if (of.last_webhook_at) return <Pill icon={icons.checked} tone="green" words="Receiving" />;
  return <Pill icon={icons.alert} tone="amber" words={hasWebhookKeys(of) ? 'Not receiving yet' : 'Not set up'} />;
}

function statusWords(processor: Processor): string {
  const name = KIND_WORDS[processor.kind];
  if (processor.last_webhook_at) {
    const at = formatInstant(processor.last_webhook_at, me.value?.practice.zone ?? 'UTC');
    return `The last message from ${name} arrived ${at}.`;
  }
  if (hasWebhookKeys(processor))
    return `No message from ${name} has arrived with this secret. Payments work; late changes are noticed later.`;
  return `Clients can pay. With a webhook, ${name} also reports late changes of payments, such as a failed refund.`;
}

function SecretForm({ processor }: { processor: Processor }) {
  const submit = useSubmit();
  const [keys, setKeys] = useState<Record<string, string>>({});
  const fields = webhookKeys(processor.kind);
  const save = async (): Promise<void> => {
    const empty = fields.filter((field) => !keys[field.name]?.trim());
    checkFields(Object.fromEntries(empty.map((field) => [`fields.${field.name}`, `Enter the ${field.label}.`])));
    await practice.changeProcessor(processor.id, { fields: keys, version: processor.version });
    setKeys({});
    toast('Webhook secret saved.');
    reload();
  };
  return (
    <Form submit={submit} onSend={save} label="Webhook secret">
      {fields.map((field) => (
        <KeyInput
          key={field.name}
          field={field}
          account={processor}
          value={keys[field.name] ?? ''}
          onValue={(value) => setKeys({ ...keys, [field.name]: value })}
          submit={submit}
        />
      ))}
      <button class={hasWebhookKeys(processor) ? '' : 'primary'} aria-busy={submit.busy}>
        Save secret
      </button>
    </Form>
  );
}

/** Loads the accounts again when the Admin comes back from the processor's pages. */
function useReloadOnReturn(isWaiting: boolean): void {
  useEffect(() => {
    if (!isWaiting) return;
    const look = (): void => {
      if (document.visibilityState === 'visible') reload();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [isWaiting]);
}
