import { useRoute } from 'preact-iso';
import { useApi } from '../api/resource';
import * as messages from '../api/messages';
import type { ThreadDetail } from '../api/messages';
import { clientPath } from '../session/paths';
import { me } from '../session/session';
import { AnswerMark } from '../ui/answer-mark';
import { Page } from '../ui/page';
import { ThreadView } from './thread-view';

/** Shows one thread on a page of its own, to which mails about messages lead. */
export default function ThreadPage() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const { data } = useApi<ThreadDetail>(`thread:${id}`, () => messages.thread(id));
  const role = me.value?.role ?? 'client';
  const subject = data?.subject || data?.service?.name || 'Message';
  return (
    <Page
      title="Message"
      heading={role === 'client' ? subject : <ClientHeading thread={data} subject={subject} />}
      back={{ href: `/${role}/messages`, label: 'Messages' }}
      narrow
    >
      <ThreadView id={id} />
    </Page>
  );
}

function ClientHeading({ thread, subject }: { thread: ThreadDetail | undefined; subject: string }) {
  if (!thread) return <>Message</>;
  return (
    <>
      <a href={clientPath(thread.client.id, 'messages')}>{thread.client.name}</a>
      <AnswerMark client={thread.client.id} />
      <span class="hint thread-subject">{subject}</span>
    </>
  );
}
