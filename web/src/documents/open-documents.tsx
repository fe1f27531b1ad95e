import type { ComponentChildren } from 'preact';
import { useApi } from '../api/resource';
import { formatDate } from '../kernel/dates';
import { me } from '../session/session';
import { Area } from '../ui/area';
import { Skeleton } from '../ui/load-states';
import { Pill } from '../ui/pill';
import { stateLook } from './document-words';
import * as documentsApi from './documents-api';
import type { ClientDocument } from './documents-api';

/**
 * Shows on a client's home page what they are asked to upload or sign; nothing if there is nothing.
 *
 * `children` is what stands below; it waits until the documents are known, so that it does not move.
 */
export default function OpenDocuments({ children }: { children: ComponentChildren }) {
  const client = me.value?.client_id ?? '';
  const list = useApi(`documents:open:${client}`, () => documentsApi.openDocuments(client));
  if (!list.data && !list.error) return <Skeleton lines={2} />;
  const items = list.data?.items ?? [];
  return (
    <>
      {items.length > 0 && <AskedFor items={items} />}
      {children}
    </>
  );
}

function AskedFor({ items }: { items: ClientDocument[] }) {
  return (
    <section class="card" aria-labelledby="open-documents">
      <h2 id="open-documents">Documents for you</h2>
      <ul class="dues">
        {items.map((each) => (
          <li key={each.id} class="due">
            <Area>
              <AskedForRow of={each} />
            </Area>
          </li>
        ))}
      </ul>
    </section>
  );
}

function AskedForRow({ of }: { of: ClientDocument }) {
  const look = stateLook(of, true);
  return (
    <div>
      <p class="due-title">
        <a class="row-link" href={`/client/documents/${of.id}`}>
          {of.name}
        </a>
      </p>
      <p class="due-facts">
        {look && <Pill {...look} />}
        {of.due_on && <span class="muted">by {formatDate(of.due_on)}</span>}
      </p>
    </div>
  );
}
