import { useState } from 'preact/hooks';
import * as practice from '../api/practice';
import type { Agreement } from '../api/types';
import { useApi } from '../api/resource';
import { formatInstant } from '../kernel/dates';
import { loadMe, me } from '../session/session';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Callout, Page } from '../ui/page';
import { PrintButton } from '../ui/print-button';
import { Form, checkFields, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';

export default function Baa() {
  const resource = useApi('baa', practice.baa);
  return (
    <Page
      title="Business Associate Agreement"
      back={{ href: '/admin/practice', label: 'Practice' }}
      side={<PrintButton />}
      narrow
    >
      <Loaded of={resource} lines={10}>
        {(agreement) => (
          <div class="stack">
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by the arrow keys */}
            <article class="card agreement" tabIndex={0} aria-label="Text of the agreement">
              {agreement.text}
            </article>
            <p class="hint">
              Version {agreement.version} · SHA-256 <code>{agreement.sha256}</code>
            </p>
            {agreement.accepted ? (
              <Accepted by={agreement.accepted} />
            ) : (
              <Accept agreement={agreement} put={resource.put} />
            )}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Accepted({ by }: { by: NonNullable<Agreement['accepted']> }) {
  return (
    <Callout tone="green" icon={icons.checked}>
      Accepted by {by.by} on {formatInstant(by.at, me.value?.practice.zone ?? 'UTC')}.
    </Callout>
  );
}

function Accept({ agreement, put }: { agreement: Agreement; put: (agreement: Agreement) => void }) {
  const submit = useSubmit();
  const [isChecked, setIsChecked] = useState(false);
  const problem = submit.error('agreed');
  const send = async (): Promise<void> => {
    checkFields({ agreed: isChecked ? undefined : 'Check the box to accept.' });
    put(await practice.acceptBaa(agreement));
    void loadMe();
    toast('Agreement accepted. Clients can be added now.');
  };
  return (
    <Form submit={submit} onSend={send} class="card no-print">
      <label class="check">
        <input
          type="checkbox"
          name="agreed"
          checked={isChecked}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem && 'agreed-error'}
          onChange={(event) => setIsChecked(event.currentTarget.checked)}
        />
        I accept this agreement for {me.value?.practice.name}, and I may do so.
      </label>
      {problem && (
        <p class="field-error" id="agreed-error">
          <Icon path={icons.alert} />
          {problem}
        </p>
      )}
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Accept
        </button>
      </div>
    </Form>
  );
}
