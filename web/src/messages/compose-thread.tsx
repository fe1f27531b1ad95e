import { useEffect } from 'preact/hooks';
import { askAttention } from '../api/attention';
import * as messages from '../api/messages';
import { invalidate, useApi } from '../api/resource';
import type { OfferedService, ThreadDetail } from '../api/messages';
import { Field } from '../ui/field';
import { Form, useSubmit, type Submit } from '../ui/form';
import { OtherDraft } from '../ui/other-draft';
import { Select } from '../ui/select';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';
import { AttachFiles, useAttached } from './attach-files';
import { useResend } from './resend';
import { useServerDraft, type ServerDraft } from './server-draft';

interface ComposeProps {
  client: string;
  /** Whom the message is to if no service is chosen. */
  to: string;
  onSent: (thread: ThreadDetail) => void;
  onCancel: () => void;
}

/** The form for the first message of a thread; what is written in it survives a reload. */
export function ComposeThread({ client, to, onSent, onCancel }: ComposeProps) {
  const draft = useServerDraft(client, 'new');
  const submit = useSubmit();
  const files = useAttached(client, draft);
  const send = async (): Promise<void> => {
    files.check();
    const thread = await draft.send(({ service_id, ...values }, version, key) => {
      const message = { ...values, service_id: service_id || null, draft: version };
      return messages.startThread({ client_id: client, ...message }, key).catch(files.named);
    });
    invalidate('threads');
    void askAttention();
    toast('Message sent.');
    onSent(thread);
  };
  useResend(submit.refusal, () => void submit.run(send));
  useEffect(() => {
    // After the page has put the focus on its heading: the link that opened the form may be on another tab.
    const timer = setTimeout(() => submit.form.current?.querySelector<HTMLElement>('[name="text"]')?.focus());
    return () => clearTimeout(timer);
  }, [submit.form]);
  return (
    <Form submit={submit} onSend={send} class="card compose new-message stack" label="New message">
      <OtherMessage draft={draft} />
      <ComposeFields draft={draft} submit={submit} to={to} />
      <AttachFiles files={files} />
      {submit.refusal?.status === 0 && <Unsent />}
      <div class="compose-foot">
        <button type="button" class="ghost" onClick={onCancel}>
          Not now
        </button>
        <button class="primary" aria-busy={submit.busy}>
          Send Message
        </button>
      </div>
    </Form>
  );
}

interface FieldsProps {
  draft: ServerDraft;
  submit: Submit;
  to: string;
}

function ComposeFields({ draft, submit, to }: FieldsProps) {
  const services = useApi('message-services', messages.messageServices).data?.items ?? [];
  const { text, subject, service_id } = draft.values;
  return (
    <>
      {/* Also with one choice: it says whom the message is to, and nothing moves when the services come. */}
      <Select
        label="To"
        name="service_id"
        value={service_id}
        onValue={(value) => draft.update({ service_id: value })}
        choices={[{ value: '', label: to }, ...services.map(({ id, name }) => ({ value: id, label: name }))]}
        hint={descriptionOf(services, service_id)}
        error={submit.error('service_id')}
      />
      <Field
        label="Subject"
        name="subject"
        optional
        value={subject}
        maxLength={120}
        onValue={(value) => draft.update({ subject: value })}
        error={submit.error('subject')}
      />
      <TextArea
        label="Message"
        name="text"
        rows={6}
        value={text}
        onValue={(value) => draft.update({ text: value })}
        error={submit.error('text')}
      />
    </>
  );
}

/** Lets the person choose if they also wrote this message in another tab or on another device. */
export function OtherMessage({ draft }: { draft: ServerDraft }) {
  const { other, values } = draft;
  if (!other) return null;
  const { subject, text, attachments } = other;
  const files = attachments.length && `${attachments.length} ${attachments.length === 1 ? 'file' : 'files'}`;
  return (
    <OtherDraft
      text={[subject, text, files].filter(Boolean).join('\n')}
      ended="sent or deleted"
      anew="Begin a new message"
      keep={() => draft.choose(values)}
      take={() => draft.choose(other)}
    />
  );
}

export function Unsent() {
  return (
    <p class="hint" role="status">
      Not sent yet. Your text is kept here and is sent as soon as you are connected again.
    </p>
  );
}

function descriptionOf(services: OfferedService[], id: string): string | undefined {
  return services.find((service) => service.id === id)?.description || undefined;
}
