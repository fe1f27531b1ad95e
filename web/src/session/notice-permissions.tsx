import * as clients from '../api/clients';
import { useApi } from '../api/resource';
import type { NoticePermission, NoticePermissions as Permissions, NoticeTopic } from '../api/types';
import { FormProblem, useSubmit } from '../ui/form';
import { Loaded } from '../ui/loaded';
import { toast } from '../ui/toast';
import { InstantTime } from './instant-time';

const TOPICS: Record<NoticeTopic, string> = {
  appointment: 'Appointments',
  invoice: 'Invoices and payments',
  thread: 'Messages',
  document: 'Documents',
  text_reminder: 'Reminders by text message',
};
const ROLES = { admin: 'an Admin', provider: 'a provider', client: 'the client', system: 'Clocktree' };

/** Lets staff, or a client for themselves, choose about what the client gets mails; with what was changed before. */
export function NoticePermissions({ client, name }: { client: string; name?: string }) {
  const resource = useApi(`permissions:${client}`, () => clients.noticePermissions(client));
  return (
    <section class="card" aria-labelledby="notice-permissions">
      <h2 id="notice-permissions">{name ? 'Mails to the client' : 'Mails to me'}</h2>
      <p class="muted">
        A mail or text message says only that there is something new. {name ?? 'You'} {name ? 'signs' : 'sign'} in to
        read it. Without mails, it is still there after signing in.
      </p>
      <Loaded of={resource} lines={3}>
        {(permissions) => (
          <>
            {permissions.items.map((each) => (
              <Topic key={each.topic} client={client} permission={each} put={resource.put} />
            ))}
            <History of={permissions.history} isOwn={!name} />
          </>
        )}
      </Loaded>
    </section>
  );
}

interface TopicProps {
  client: string;
  permission: NoticePermission;
  put: (permissions: Permissions) => void;
}

function Topic({ client, permission: { topic, on: isOn }, put }: TopicProps) {
  const submit = useSubmit();
  const change = async (on: boolean): Promise<void> => {
    put(await clients.changeNoticePermission(client, topic, on));
    toast(on ? `${TOPICS[topic]}: permitted.` : 'Saved. What waits is not sent.');
  };
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          disabled={submit.busy}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            // The answer decides what is shown.
            event.currentTarget.checked = isOn;
            void submit.run(() => change(on));
          }}
        />
        <span>
          {TOPICS[topic]}
          {topic === 'text_reminder' && (
            <span class="hint">To the phone in the profile, with its country code, such as +1 555 010 9999.</span>
          )}
        </span>
      </label>
      <FormProblem refusal={submit.refusal} />
    </>
  );
}

function History({ of, isOwn }: { of: NoticePermission[]; isOwn: boolean }) {
  if (!of.length) return null;
  return (
    <details class="fold">
      <summary>Changes ({of.length})</summary>
      <ul>
        {of.map((each) => (
          <li key={each.at} class="hint">
            {TOPICS[each.topic]}: {each.on ? 'permitted' : 'withdrawn'} by {whoWords(each, isOwn)},{' '}
            {each.at && <InstantTime at={each.at} />}
          </li>
        ))}
      </ul>
    </details>
  );
}

function whoWords({ by, by_name }: NoticePermission, isOwn: boolean): string {
  if (by === 'client' && isOwn) return 'you';
  return by_name ?? ROLES[by ?? 'system'];
}
