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

interface OpenDocumentsProps {
  /** What stands above, as soon as it is known. */
  above: ComponentChildren;
  isAboveKnown: boolean;
  children: ComponentChildren;
}

/**
 * Shows on a client's home page what they are asked to upload or sign.
 *
 * `above` and the `children` below are shown at the same time, so that nothing moves.
 */
export default function OpenDocuments({ above, isAboveKnown, children }: OpenDocumentsProps) {
  const client = me.value?.client_id ?? '';
  const list = useApi(`documents:open:${client}`, () => documentsApi.openDocuments(client));
  if (!isAboveKnown || (!list.data && !list.error)) return <Skeleton lines={2} />;
  const items = list.data?.items ?? [];
  return (
    <>
      {above}
      {items.length > 0 && <AskedFor items={items} />}
      {list.data && items.length === 0 && <NothingAsked />}
      {children}
    </>
  );
}

function NothingAsked() {
  return (
    <section class="card" aria-labelledby="open-documents">
      <h2 id="open-documents">Documents</h2>
      <p>
        Nothing to sign or to send right now. What you and your practice shared is under{' '}
        <a href="/client/documents">Documents</a>.
      </p>
    </section>
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
