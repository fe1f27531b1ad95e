import { useEffect, useRef, useState } from 'preact/hooks';
import { toApiError, type ApiError } from '../api/api-error';
import { askAttention } from '../api/attention';
import * as messages from '../api/messages';
import type { Message, Thread, ThreadDetail } from '../api/messages';
import { useApi } from '../api/resource';
import { useReloadWhile } from '../documents/use-documents';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
import { Area } from '../ui/area';
import { LinkedText } from '../ui/linked-text';
import { Loaded } from '../ui/loaded';
import { Pill } from '../ui/pill';
import * as icons from '../ui/icons';
import { Attachments } from './attachments';
import { isChecking, lastShown, merged, waitingWords } from './message-log';
import { ReplyForm } from './reply-form';
import { useThreadUpdates } from './thread-updates';
import './messages.css';
import { whenVisible } from '../ui/when-visible';

/** Shows one thread with its messages, and the form to go on in it. */
export function ThreadView({ id }: { id: string }) {
  const resource = useApi<ThreadDetail>(`thread:${id}`, () => messages.thread(id));
  const shown = useRef<ThreadDetail | null>(null);
  // A reload of the newest page joins what was read before.
  if (resource.data) shown.current = merged(shown.current, resource.data);
  const put = (answer: ThreadDetail): void => resource.put(merged(shown.current, answer));
  const catchUp = async (): Promise<void> => {
    let following: number | null = shown.current ? lastShown(shown.current) : 0;
    while (following !== null) {
      const answer: ThreadDetail | null = await messages.thread(id, { after: following }).catch(() => null);
      if (answer) put(answer);
      following = answer?.messages.next ?? null;
    }
  };
  useThreadUpdates(id, resource.data?.version, () => void catchUp());
  useReloadWhile(resource.data?.messages.items.some(isChecking) ?? false, resource.reload);
  useSeen(shown.current);
  return (
    <Loaded of={resource} lines={6}>
      {(newest) => {
        const thread = shown.current ?? newest;
        return (
          <>
            <ThreadHead thread={thread} />
            <MessageList thread={thread} put={put} />
            <ReplyForm thread={thread} put={put} />
          </>
        );
      }}
    </Loaded>
  );
}

function ThreadHead({ thread }: { thread: Thread }) {
  return (
    <div class="thread-head">
      <p class="thread-facts">
        <ThreadPill thread={thread} />
        {thread.service && <span>{thread.service.name}</span>}
        {thread.taken_by && <span class="muted">Last answered by {thread.taken_by.name}</span>}
      </p>
    </div>
  );
}

/** Shows for how long a client waits, that a thread is closed, or for a client that it has news. */
export function ThreadPill({ thread }: { thread: Thread }) {
  const isStaff = me.value?.role !== 'client';
  if (isStaff && thread.state === 'waiting')
    return <Pill icon={icons.message} tone="red" words={waitingWords(thread.waiting_days)} />;
  if (!isStaff) return thread.unread ? <Pill icon={icons.message} tone="blue" words="New message" /> : null;
  if (thread.state === 'closed') return <Pill icon={icons.check} tone="quiet" words="Closed" />;
  return <Pill icon={icons.check} tone="green" words="Nobody waits" />;
}

function MessageList({ thread, put }: { thread: ThreadDetail; put: (answer: ThreadDetail) => void }) {
  return (
    <>
      <Earlier thread={thread} put={put} />
      <ol class="messages" aria-label="Messages" aria-live="polite">
        {thread.messages.items.map((message) => (
          <li key={message.n} class={message.author.me ? 'message mine' : 'message'}>
            <Area>{message.kind === 'close' ? <Closed message={message} /> : <Written message={message} />}</Area>
          </li>
        ))}
      </ol>
    </>
  );
}

function Written({ message }: { message: Message }) {
  return (
    <>
      <p class="message-head">
        <strong>{message.author.me ? 'You' : message.author.name}</strong>{' '}
        <span class="muted">
          <InstantTime at={message.at} />
        </span>
      </p>
      <p class="message-text">
        <LinkedText text={message.text} />
      </p>
      {message.attachments.length > 0 && <Attachments of={message.attachments} />}
    </>
  );
}

function Closed({ message }: { message: Message }) {
  return (
    <p class="message-head muted">
      {message.author.me ? 'You' : message.author.name} closed this, <InstantTime at={message.at} />
      {message.text && <>. Reason: {message.text}</>}
    </p>
  );
}

/** The button above a long thread. */
function Earlier({ thread, put }: { thread: ThreadDetail; put: (answer: ThreadDetail) => void }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const before = thread.messages.next;
  if (!before) return null;
  const load = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    await messages.thread(thread.id, { before }).then(put, (reason: unknown) => setRefusal(toApiError(reason)));
    setBusy(false);
  };
  return (
    <div class="more" role="status">
      {refusal && <p class="field-error">{refusal.message}</p>}
      <button type="button" aria-busy={busy} onClick={() => void load()}>
        Show earlier messages
      </button>
    </div>
  );
}

/** Tells the server what a client has read, once the page is visible. */
function useSeen(thread: ThreadDetail | null): void {
  const isUnread = me.value?.role === 'client' && thread?.unread;
  const last = thread ? lastShown(thread) : 0;
  useEffect(() => {
    if (!isUnread) return;
    return whenVisible(() => void messages.markSeen(thread.id, last).then(askAttention, () => undefined));
  }, [isUnread, thread?.id, last]);
}
