import { useState } from 'preact/hooks';
import * as feedApi from '../api/feed';
import { useApi } from '../api/resource';
import { serverNow } from '../kernel/server-clock';
import { dayWords, timeWords } from './time-words';
import { localZone } from '../kernel/time-zones';
import { CopyField } from '../ui/copy-field';
import { Dialog } from '../ui/dialog';
import { FormProblem, useSubmit, type Submit } from '../ui/form';
import { Loaded } from '../ui/loaded';
import { toast } from '../ui/toast';

const STEPS = [
  [
    'iPhone and iPad',
    'Settings › Apps › Calendar › Calendar Accounts › Add Account › Other › Add Subscribed Calendar.',
  ],
  ['Google Calendar', 'On a computer: Other calendars › Add other calendars › From URL.'],
  ['Outlook', 'Add calendar › Subscribe from web.'],
] as const;

/** Switches the reader's calendar feed on and off, and shows a new address once. */
export default function FeedDialog({ onClose }: { onClose: () => void }) {
  const own = useApi('calendar-feed', feedApi.feed);
  const [url, setUrl] = useState('');
  const submit = useSubmit();
  const create = async (): Promise<void> => {
    setUrl((await feedApi.createFeed()).url);
    own.put({ on: true, created_at: new Date(serverNow()).toISOString(), last_read_at: null });
  };
  const stop = async (): Promise<void> => {
    await feedApi.stopFeed();
    setUrl('');
    own.put({ on: false, created_at: null, last_read_at: null });
    toast('Calendar feed switched off. Its link no longer works.');
  };
  return (
    <Dialog title="Calendar feed" onClose={onClose}>
      <div class="dialog-body">
        <FormProblem refusal={submit.refusal} />
        <p>
          See your appointments in another calendar. Each entry says only “Appointment”, with its time: no names and no
          service.
        </p>
        <Loaded of={own}>
          {({ on, created_at, last_read_at }) => (
            <div class="stack">
              {url ? <NewLink url={url} /> : on && <SwitchedOn since={created_at} read={last_read_at} />}
              <Acts on={on} submit={submit} create={create} stop={stop} />
              {url && <Steps />}
            </div>
          )}
        </Loaded>
      </div>
      <div class="dialog-foot">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

interface ActsProps {
  on: boolean;
  submit: Submit;
  create: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Offers to create the link, or to replace or end it, which it asks about first. */
function Acts({ on, submit, create, stop }: ActsProps) {
  const [asks, setAsks] = useState<'replace' | 'stop' | null>(null);
  const run = async (act: () => Promise<void>): Promise<void> => {
    await submit.run(act);
    setAsks(null);
  };
  if (!on)
    return (
      <div class="head-acts">
        <button type="button" class="primary" aria-busy={submit.busy} onClick={() => void run(create)}>
          Create link
        </button>
      </div>
    );
  if (!asks)
    return (
      <div class="head-acts">
        <button type="button" onClick={() => setAsks('replace')}>
          Replace link
        </button>
        <button type="button" class="danger" onClick={() => setAsks('stop')}>
          Switch off
        </button>
      </div>
    );
  return (
    <>
      <p role="alert">The link stops working at once, in every calendar that uses it.</p>
      <div class="head-acts">
        <button type="button" onClick={() => setAsks(null)}>
          Keep it
        </button>
        <button
          type="button"
          class="danger"
          aria-busy={submit.busy}
          onClick={() => void run(asks === 'stop' ? stop : create)}
        >
          {asks === 'stop' ? 'Switch off' : 'Replace link'}
        </button>
      </div>
    </>
  );
}

/** Shows the address, which is not stored, and where to enter it. */
function NewLink({ url }: { url: string }) {
  return (
    <>
      <CopyField label="Link" value={url} />
      <p class="hint">
        Copy it now: it is shown only once. Whoever has the link can see when you have appointments, so do not share it.
        Other calendars look for changes only now and then.
      </p>
    </>
  );
}

/** Says where other calendars ask for the link. */
function Steps() {
  return (
    <dl class="facts">
      {STEPS.map(([name, steps]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{steps}</dd>
        </div>
      ))}
    </dl>
  );
}

function SwitchedOn({ since, read }: { since: string | null; read: string | null }) {
  return (
    <p>
      The feed is on since {since && words(since)}.{' '}
      {read ? `A calendar last read it on ${words(read)}.` : 'No calendar has read it yet.'} If you lost the link,
      replace it: the old one then stops.
    </p>
  );
}

function words(at: string): string {
  const ms = Date.parse(at);
  return `${dayWords(ms, localZone())}, ${timeWords(ms, localZone())}`;
}
