import { NoticePermissions } from '../session/notice-permissions';
import { ClientInfo } from './client-info';
import { Consents } from './consents';
import type { Client } from '../api/types';
import { me } from '../session/session';
import { later } from '../ui/later';

const MergeProfile = later(() => import('../merging/merge-profile'));

/** Shows what is recorded about a client, what they consented to, and about what they get mails. */
export function InfoTab({ client, put }: { client: Client; put: (client: Client) => void }) {
  return (
    <>
      <ClientInfo client={client} put={put} />
      <Consents client={client} />
      {!client.merged_into && (
        <NoticePermissions client={client.id} name={client.preferred_name ?? client.legal_name} />
      )}
      {me.value?.role === 'admin' && !client.merged_into && <MergeProfile client={client} put={put} />}
    </>
  );
}
