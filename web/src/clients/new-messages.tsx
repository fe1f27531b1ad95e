import { attention } from '../api/attention';
import { me } from '../session/session';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';

/** Leads a client from their home page to what they have not read, or to a message of their own. */
export function NewMessages() {
  return (
    <section class="card" aria-labelledby="messages">
      <h2 id="messages">Messages</h2>
      {attention.value.length > 0 ? <Unread /> : <NoneNew />}
    </section>
  );
}

function Unread() {
  const [first, ...others] = attention.value;
  const count = attention.value.length;
  return (
    <a class="button primary" href={others.length ? '/client/messages' : `/client/messages/${first?.thread_id ?? ''}`}>
      <Icon path={icons.message} />
      {count} new {count === 1 ? 'message' : 'messages'}
    </a>
  );
}

function NoneNew() {
  return (
    <p>
      No new messages. <a href="/client/messages?write">Write to {me.value?.practice.name ?? 'your practice'}</a>; you
      get a mail when there is an answer.
    </p>
  );
}
