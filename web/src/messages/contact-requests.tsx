import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { invalidate } from '../api/resource';
import { usePages } from '../api/pages';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { FormProblem, checkFields, useSubmit } from '../ui/form';
import * as icons from '../ui/icons';
import { LinkedText } from '../ui/linked-text';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';
import { Pill, type PillLook } from '../ui/pill';
import { ShowMore } from '../ui/show-more';
import { toast } from '../ui/toast';
import { contactRequests, finishContact, type ContactRequest } from '../api/contact';
import './messages.css';

const STATES: Record<ContactRequest['state'], PillLook & { words: string }> = {
  waiting: { icon: icons.message, tone: 'red', words: 'Needs an answer' },
  responded: { icon: icons.check, tone: 'green', words: 'Responded' },
  client: { icon: icons.check, tone: 'green', words: 'Added as a client' },
  closed: { icon: icons.check, tone: 'quiet', words: 'Closed' },
};

/** Lists what newcomers wrote on the public page, for the colleagues who receive it. */
export default function ContactRequests() {
  const list = usePages('contact-requests', contactRequests);
  return (
    <Page title="Contact Us" back={{ href: `/${me.value?.role ?? 'provider'}/messages`, label: 'Messages' }} narrow>
      <Loaded of={list} lines={6}>
        {(page) => (
          <>
            {page.items.map((each) => (
              <Request key={each.id} request={each} />
            ))}
            {!page.items.length && (
              <Empty icon={icons.message}>
                <p>
                  {page.receives
                    ? 'Nobody has written yet. What newcomers write on your public page stays here until somebody responds or closes it.'
                    : 'You do not receive messages of the public page. An Admin chooses who does, on the Practice page.'}
                </p>
              </Empty>
            )}
            <ShowMore next={page.next} more={list.more} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Request({ request }: { request: ContactRequest }) {
  return (
    <article class="card stack" aria-label={`Message of ${request.name}`}>
      <p class="message-head">
        <strong>{request.name}</strong>{' '}
        <span class="muted">
          <InstantTime at={request.at} />
        </span>{' '}
        <Pill {...STATES[request.state]} />
      </p>
      <p class="muted">
        <a href={`mailto:${encodeURIComponent(request.email)}`}>{request.email}</a>
        {request.phone && <> · {request.phone}</>}
      </p>
      <p class="message-text">
        <LinkedText text={request.text} />
      </p>
      {request.state === 'waiting' ? <Actions request={request} /> : <Done request={request} />}
    </article>
  );
}

function Done({ request }: { request: ContactRequest }) {
  return (
    <p class="hint">
      {request.done_by ?? 'A former colleague'} dealt with this.
      {request.reason && <> Reason: {request.reason}</>}
    </p>
  );
}

function Actions({ request }: { request: ContactRequest }) {
  const { route } = useLocation();
  const submit = useSubmit();
  const [isClosing, setClosing] = useState(false);
  const finish = async (state: 'responded' | 'closed', reason?: string): Promise<void> => {
    try {
      await finishContact(request.id, state, reason);
    } finally {
      // A colleague may have been faster.
      invalidate('contact-requests');
    }
  };
  const addClient = (): void => route(`/${me.value?.role ?? 'provider'}/clients?new=${request.id}`);
  return (
    <>
      <FormProblem refusal={submit.refusal} />
      <div class="actions">
        <button
          type="button"
          class="primary"
          aria-busy={submit.busy}
          onClick={() => void submit.run(() => finish('responded'))}
        >
          Mark as responded
        </button>
        <button type="button" onClick={addClient}>
          New client
        </button>
        <button type="button" onClick={() => setClosing(true)}>
          Close
        </button>
      </div>
      {isClosing && <CloseDialog finish={finish} onClose={() => setClosing(false)} />}
    </>
  );
}

interface CloseProps {
  finish: (state: 'closed', reason: string) => Promise<void>;
  onClose: () => void;
}

function CloseDialog({ finish, onClose }: CloseProps) {
  const submit = useSubmit();
  const [reason, setReason] = useState('');
  const send = async (): Promise<void> => {
    checkFields({ reason: reason.trim() ? undefined : 'Say why.' });
    await finish('closed', reason.trim());
    toast('Closed.');
  };
  return (
    <ConfirmDialog title="Close without a response?" verb="Close" submit={submit} onSend={send} onClose={onClose}>
      <Field
        label="Reason"
        name="reason"
        maxLength={300}
        value={reason}
        onValue={setReason}
        error={submit.error('reason')}
      />
    </ConfirmDialog>
  );
}
