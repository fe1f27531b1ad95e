import { useApi } from '../api/resource';
import { formatDate } from '../kernel/dates';
import { me } from '../session/session';
import * as documentsApi from './documents-api';

/** Shows on a client's home page what they are asked to upload or sign; nothing if there is nothing. */
export default function OpenDocuments() {
  const client = me.value?.client_id ?? '';
  const list = useApi(`documents:open:${client}`, () => documentsApi.openDocuments(client));
  const items = list.data?.items ?? [];
  if (!items.length) return null;
  return (
    <section class="card" aria-labelledby="open-documents">
      <h2 id="open-documents">Documents for you</h2>
      <ul class="dues">
        {items.map((each) => (
          <li key={each.id} class="due">
            <p class="due-title">
              <a class="row-link" href={`/client/documents/${each.id}`}>
                {each.name}
              </a>
            </p>
            <p class="due-facts muted">
              {each.status === 'to_sign' ? 'Please read and sign' : 'Please upload'}
              {each.due_on && ` by ${formatDate(each.due_on)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
