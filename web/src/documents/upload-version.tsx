import { Dialog } from '../ui/dialog';
import { toast } from '../ui/toast';
import type { DocumentDialogProps } from './document-dialogs';
import { UploadArea } from './upload-area';

/** Uploads the file of a requested document, or a new version of another one. */
export function UploadVersion({ of, put, onClose }: DocumentDialogProps) {
  return (
    <Dialog title={of.name} onClose={onClose}>
      <div class="dialog-body">
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
