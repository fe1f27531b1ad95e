import { attention, contactsWaiting } from '../api/attention';

/** The number beside the tab Messages: clients and newcomers who wait for an answer, or threads with an unread message. */
export function TabCount({ of }: { of: string }) {
  const count = attention.value.length + (contactsWaiting.value ?? 0);
  if (!of.endsWith('/messages') || !count) return null;
  return (
    <span class="tab-count">
      <span class="unseen">, </span>
      {count}
      <span class="unseen"> {of.startsWith('/client') ? 'unread' : 'waiting'}</span>
    </span>
  );
}
