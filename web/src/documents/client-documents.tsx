import { useState } from 'preact/hooks';
import type { Client } from '../api/types';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Empty } from '../ui/page';
import { ShowMore } from '../ui/show-more';
import { RequestDocument } from './document-dialogs';
import { DocumentList } from './document-list';
import { UploadArea } from './upload-area';
import { useDocuments } from './use-documents';

/** Shows a client's documents to the staff. */
export default function ClientDocuments({ client }: { client: Client }) {
  const { list, put } = useDocuments(client.id);
  const [asking, setAsking] = useState(false);
  const open = new URLSearchParams(location.search).get('open') ?? undefined;
  return (
    <section aria-label="Documents">
      <div class="section-head">
        <h2>Documents</h2>
        <button type="button" onClick={() => setAsking(true)}>
          <Icon path={icons.plus} />
          Request a document
        </button>
      </div>
      <UploadArea client={client.id} onUploaded={put} />
      <Loaded of={list}>
        {(page) =>
          page.items.length ? (
            <>
              <DocumentList documents={page.items} isClient={false} put={put} open={open} />
              <ShowMore next={page.next} more={list.more} />
            </>
          ) : (
            <Empty icon={icons.file}>
              <p>No documents yet. What you upload stays private to the staff until you share it.</p>
            </Empty>
          )
        }
      </Loaded>
      {asking && (
        <RequestDocument
          client={client.id}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            list.reload();
          }}
        />
      )}
    </section>
  );
}
