import { usePages } from '../api/pages';
import { KINDS, newestOf, sizeWords } from '../documents/document-words';
import * as documentsApi from '../documents/documents-api';
import type { ClientDocument } from '../documents/documents-api';
import { me } from '../session/session';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Empty } from '../ui/page';
import { ShowMore } from '../ui/show-more';

interface ChooseDocumentProps {
  client: string;
  /** The ids of documents that the message carries already. */
  chosen: string[];
  onChoose: (document: ClientDocument) => void;
  onClose: () => void;
}

/** Takes one of the client's documents for a message. */
export function ChooseDocument({ client, chosen, onChoose, onClose }: ChooseDocumentProps) {
  const list = usePages(`documents:${client}`, (cursor) => documentsApi.documents(client, cursor));
  return (
    <Dialog title="Attach a document" onClose={onClose}>
      <div class="dialog-body">
        {me.value?.role !== 'client' && <p class="hint">What you send with the message is shared with the client.</p>}
        <Loaded of={list}>
          {(page) => {
            const items = page.items.filter((each) => isSendable(each) && !chosen.includes(each.id));
            return (
              <>
                {items.length > 0 ? (
                  <ul class="attachments" aria-label="Documents">
                    {items.map((each) => (
                      <li key={each.id}>
                        <Icon path={icons.file} />
                        <button type="button" class="attachment-open" onClick={() => onChoose(each)}>
                          {each.name}
                        </button>
                        <span class="hint">{factsOf(each)}</span>
                      </li>
                    ))}
                  </ul>
                ) : (
                  <Empty icon={icons.file}>
                    <p>There is no document to attach. Choose a file of your own with “Attach a file”.</p>
                  </Empty>
                )}
                <ShowMore next={page.next} more={list.more} />
              </>
            );
          }}
        </Loaded>
      </div>
    </Dialog>
  );
}

/** Whether the reader may send a document: staff each one that can be opened, a client what they uploaded. */
export function isSendable(of: ClientDocument): boolean {
  const newest = newestOf(of);
  if (!newest || of.appointment_id || of.status === 'removed') return false;
  if (newest.verdict === 'infected' || newest.verdict === 'failed') return false;
  return me.value?.role !== 'client' || of.is_own || newest.by_role === 'client';
}

function factsOf(of: ClientDocument): string {
  const newest = newestOf(of);
  return [KINDS[of.kind], newest && sizeWords(newest.size)].filter(Boolean).join(' · ');
}
