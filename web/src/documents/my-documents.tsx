import { useRoute } from 'preact-iso';
import { me } from '../session/session';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';
import { ShowMore } from '../ui/show-more';
import { DocumentList } from './document-list';
import { UploadArea } from './upload-area';
import { useDocuments } from './use-documents';

/** Shows a client their own documents; what they are asked to do comes first. */
export default function MyDocuments() {
  const client = me.value?.client_id ?? '';
  const { list, put } = useDocuments(client);
  const { params } = useRoute();
  return (
    <Page title="Documents">
      <Loaded of={list}>
        {(page) => {
          const open = page.items.filter((each) => each.actions.length > 0);
          const others = page.items.filter((each) => each.actions.length === 0);
          return (
            <>
              {open.length > 0 && (
                <section class="part" aria-labelledby="to-do">
                  <h2 id="to-do">To do</h2>
                  <DocumentList documents={open} isClient put={put} open={params['id']} />
                </section>
              )}
              <UploadArea client={client} onUploaded={put} />
              {others.length > 0 && (
                <section class="part" aria-labelledby="others">
                  <h2 id="others">{open.length > 0 ? 'Other documents' : 'Your documents'}</h2>
                  <DocumentList documents={others} isClient put={put} open={params['id']} />
                </section>
              )}
              {page.items.length === 0 && (
                <Empty icon={icons.file}>
                  <p>No documents yet. Upload a form for {me.value?.practice.name}, or wait until they share one.</p>
                </Empty>
              )}
              <ShowMore next={page.next} more={list.more} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
