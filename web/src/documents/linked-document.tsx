import { useLocation, useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { useApi } from '../api/resource';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import * as documentsApi from './documents-api';

/** Leads from the link in a mail to the document among those of its client. */
export default function LinkedDocument() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const found = useApi(`document:${id}`, () => documentsApi.document(id));
  return (
    <Page title="Document">
      <Loaded of={found}>{(document) => <Forward client={document.client_id ?? ''} id={id} />}</Loaded>
    </Page>
  );
}

function Forward({ client, id }: { client: string; id: string }) {
  const { route } = useLocation();
  useEffect(() => route(`/provider/clients/${client}/documents?open=${id}`, true), [client, id, route]);
  return null;
}
