import { useRef, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import { withFresh } from '../api/conflict';
import { invalidate } from '../api/resource';
import type { Client } from '../api/types';
import { formatDay } from '../kernel/dates';
import { clientPath } from '../session/paths';
import { me } from '../session/session';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useSubmit } from '../ui/form';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';
import { undoMerge } from './calls';
import './merging.css';

interface MergedBannerProps {
  client: Client;
  put: (client: Client) => void;
}

/** Says into which profile this one was merged, or which profiles were merged into this one. */
export default function MergedBanner({ client, put }: MergedBannerProps) {
  const zone = me.value?.practice.zone ?? 'UTC';
  const { merged_into: merge, merged_profiles: held } = client;
  return (
    <>
      {merge && (
        <Callout tone="amber" icon={icons.alert}>
          <p>
            <strong>
              Merged into{' '}
              {merge.profile ? <a href={clientPath(merge.profile.id)}>{merge.profile.name}</a> : 'another profile'}
            </strong>{' '}
            on {formatDay(merge.at, zone)} by {merge.by?.name ?? 'a former colleague'}: {merge.reason}
          </p>
          <p>
            This profile can only be read.{' '}
            {merge.profile ? 'Use the other one for everything new.' : 'Ask an Admin which one to use.'}
          </p>
          {me.value?.role === 'admin' && <Undo client={client} put={put} />}
        </Callout>
      )}
      {held.length > 0 && (
        <Callout tone="blue" icon={icons.users}>
          <p>
            Also holds:{' '}
            {held.map(({ profile, at }, n) => (
              <span key={profile.id}>
                {n > 0 && '; '}
                <a href={clientPath(profile.id)}>{profile.name}</a>
                {at && `, merged ${formatDay(at, zone)}`}
              </span>
            ))}
          </p>
        </Callout>
      )}
    </>
  );
}

function Undo({ client, put }: MergedBannerProps) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const submit = useSubmit();
  const key = useRef(newIdempotencyKey());
  const send = async (): Promise<void> => {
    put(await undoMerge(client.id, { version: client.version, reason }, key.current).catch(withFresh(put)));
    invalidate('clients', `client:${client.merged_into?.profile?.id ?? ''}`);
    toast('Merge undone. This profile can be changed again.');
  };
  return (
    <>
      <button type="button" class="small" onClick={() => setOpen(true)}>
        Undo merge…
      </button>
      {isOpen && (
        <ConfirmDialog
          title="Undo merge"
          verb="Undo merge"
          submit={submit}
          onSend={send}
          onClose={() => setOpen(false)}
        >
          <p>
            The profile of {client.legal_name} can be changed again, and is a client of its own. A sign-in that ended
            and fields that were filled in stay as they are.
          </p>
          <TextArea
            label="Reason"
            name="reason"
            value={reason}
            onValue={setReason}
            hint="It stays in both records."
            error={submit.error('reason')}
          />
        </ConfirmDialog>
      )}
    </>
  );
}
