import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';
import { api, request } from '../api/client';
import { useApi } from '../api/resource';
import type { components } from '../api/schema';
import { EntryPage } from '../session/entry-page';
import { Field } from '../ui/field';
import { checkFields, Form, useSubmit } from '../ui/form';
import { LoadError, Skeleton } from '../ui/load-states';
import { TextArea } from '../ui/text-area';

type Facts = components['schemas']['ContactPageShape'];

const at = (practice: string) => ({ params: { path: { practice_id: practice } } });
const BLANK = { name: '', email: '', phone: '', text: '', website: '' };
const LEAD =
  'Write what you are looking for. Please do not write anything about your health that the practice does not need yet.';

/** The public page on which newcomers write to a practice, without an account. */
export default function ContactPage() {
  const practice = useRoute().params['practice'] ?? '';
  const page = useApi<Facts>(`contact:${practice}`, () => request(api.GET('/contact/{practice_id}', at(practice))));
  const [isSent, setSent] = useState(false);
  if (page.error?.status === 404)
    return <EntryPage title="No such practice" lead="Check the address, or ask the practice for its link." />;
  if (!page.data)
    return (
      <EntryPage title="Contact Us">
        {page.error ? <LoadError error={page.error} retry={page.reload} /> : <Skeleton lines={5} />}
      </EntryPage>
    );
  const name = page.data.practice;
  if (isSent) return <EntryPage title="Your message was sent" lead={`${name} will answer by e-mail or telephone.`} />;
  if (!page.data.token) return <Closed facts={page.data} />;
  return (
    <EntryPage title={`Contact ${name}`} lead={LEAD}>
      <ContactForm practice={practice} token={page.data.token} onSent={() => setSent(true)} onStale={page.reload} />
      {page.data.telephone && <p class="hint">You can also call {page.data.telephone}.</p>}
      <p class="hint">In an emergency, call your local emergency number: messages are not read at once.</p>
    </EntryPage>
  );
}

function Closed({ facts }: { facts: Facts }) {
  return (
    <EntryPage title={`Contact ${facts.practice}`} lead="This practice does not take messages here.">
      {facts.telephone && <p>Call {facts.telephone}.</p>}
    </EntryPage>
  );
}

interface ContactFormProps {
  practice: string;
  token: string;
  onSent: () => void;
  /** The form was open too long: it gets a new token, and keeps what was typed. */
  onStale: () => void;
}

function ContactForm({ practice, token, onSent, onStale }: ContactFormProps) {
  const submit = useSubmit();
  const [typed, setTyped] = useState(BLANK);
  const on = (name: keyof typeof BLANK) => ({
    name,
    value: typed[name],
    onValue: (value: string) => setTyped((before) => ({ ...before, [name]: value })),
    error: submit.error(name),
  });
  const send = async (): Promise<void> => {
    checkFields({
      name: typed.name.trim() ? undefined : 'Enter your name.',
      email: typed.email.includes('@') ? undefined : 'Enter your e-mail address.',
      text: typed.text.trim() ? undefined : 'Write your message.',
    });
    try {
      await request(api.POST('/contact/{practice_id}', { ...at(practice), body: { ...typed, token } }));
    } catch (reason) {
      if (reason instanceof ApiError && reason.status === 409) onStale();
      throw reason;
    }
    onSent();
  };
  return (
    <Form submit={submit} onSend={send}>
      <Field label="Name" autocomplete="name" maxLength={100} {...on('name')} />
      <Field label="E-mail" type="email" autocomplete="email" autocapitalize="none" {...on('email')} />
      <Field label="Telephone" type="tel" autocomplete="tel" optional {...on('phone')} />
      <TextArea label="Message" rows={6} {...on('text')} />
      <div hidden>
        <Field label="Leave this empty" autocomplete="off" {...on('website')} />
      </div>
      <button class="primary wide" aria-busy={submit.busy}>
        Send Message
      </button>
    </Form>
  );
}
