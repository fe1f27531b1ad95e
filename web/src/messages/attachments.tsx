import { useState } from 'preact/hooks';
import type { Attachment } from '../api/messages';
import { useApi } from '../api/resource';
import { sizeWords } from '../documents/document-words';
import * as documentsApi from '../documents/documents-api';
import { ViewDocument } from '../documents/view-document';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { LoadError, Skeleton } from '../ui/load-states';
import { Pill, type PillLook } from '../ui/pill';

const LOOKS: Record<Exclude<Attachment['state'], 'ready'>, PillLook & { words: string }> = {
  checking: { icon: icons.clock, tone: 'quiet', words: 'Being checked for viruses' },
  infected: { icon: icons.alert, tone: 'red', words: 'Contains a virus' },
  unchecked: { icon: icons.alert, tone: 'amber', words: 'Not checked' },
  removed: { icon: icons.ban, tone: 'quiet', words: 'Removed' },
};

/** Shows the documents that a message carries; one that is checked and not removed can be opened. */
export function Attachments({ of }: { of: Attachment[] }) {
  const [open, setOpen] = useState<Attachment | null>(null);
  return (
    <>
      <ul class="attachments" aria-label="Attachments">
        {of.map((each) => (
          <li key={`${each.id}-${each.version}`}>
            <Icon path={icons.file} />
            {each.state === 'ready' ? (
              <button type="button" class="attachment-open" onClick={() => setOpen(each)}>
                {each.name}
              </button>
            ) : (
              <span class="attachment-name">{each.name || 'File'}</span>
            )}
            {each.state !== 'removed' && <span class="hint">{sizeWords(each.bytes)}</span>}
            {each.state !== 'ready' && <Pill {...LOOKS[each.state]} />}
          </li>
        ))}
      </ul>
      {open && <OpenAttachment of={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function OpenAttachment({ of, onClose }: { of: Attachment; onClose: () => void }) {
  const { data, error, reload } = useApi(`document:${of.id}`, () => documentsApi.document(of.id));
  if (data) return <ViewDocument of={data} version={of.version} onClose={onClose} />;
  return (
    <Dialog title={of.name} onClose={onClose}>
      <div class="dialog-body">{error ? <LoadError error={error} retry={reload} /> : <Skeleton lines={4} />}</div>
    </Dialog>
  );
}
