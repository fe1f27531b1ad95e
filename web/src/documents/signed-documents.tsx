import { loadAll } from '../api/pages';
import { useApi } from '../api/resource';
import { formatDay } from '../kernel/dates';
import { clientPath } from '../session/paths';
import { me } from '../session/session';
import { Loaded } from '../ui/loaded';
import * as documentsApi from './documents-api';
import type { ClientDocument } from './documents-api';

/** Lists what a client signed online, each with a link to the document. */
export default function SignedDocuments({ client }: { client: string }) {
  const signed = useApi(`documents:signed:${client}`, () => signedBy(client));
  const zone = me.value?.practice.zone ?? 'UTC';
  return (
    <Loaded of={signed} lines={2}>
      {(all) =>
        all.length ? (
          <ul>
            {all.map(({ id, name, signature }) => (
              <li key={id}>
                <a href={`${clientPath(client, 'documents')}?open=${id}`}>{name}</a>
                <span class="hint">
                  Signed by {signature?.name}, {formatDay(signature?.at ?? '', zone)}
                </span>
              </li>
            ))}
          </ul>
        ) : (
          <p class="muted">The client has signed no document online.</p>
        )
      }
    </Loaded>
  );
}

async function signedBy(client: string): Promise<ClientDocument[]> {
  const all = await loadAll((cursor) => documentsApi.documents(client, cursor));
  return all.filter((each) => each.signature && each.status === 'signed');
}
