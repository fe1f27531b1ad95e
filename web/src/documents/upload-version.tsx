import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { toast } from '../ui/toast';
import type { DocumentDialogProps } from './document-dialogs';
import { UploadArea } from './upload-area';

/** Uploads the file of a requested document, or a new version of another one. */
export function UploadVersion({ of, put, onClose }: DocumentDialogProps) {
  return (
    <Dialog title={of.name} onClose={onClose}>
      <div class="dialog-body">
        {of.actions.includes('edit') && (of.shared_at || of.is_own) && of.status !== 'requested' && (
          <p class="callout">
            <Icon path={icons.eye} />
            <span>The client sees the new version at once. To check it first, upload it as a new document.</span>
          </p>
        )}
        <UploadArea
          client={of.client_id ?? ''}
          document={of.id}
          onUploaded={(document) => {
            put(document);
            toast('Uploaded.');
            onClose();
          }}
        />
      </div>
    </Dialog>
  );
}
