import { useEffect, useState } from 'preact/hooks';
import { ApiError, toApiError } from '../api/api-error';
import { LIMIT_WORDS } from '../api/file-upload';
import { newestOf, sizeWords } from '../documents/document-words';
import * as documentsApi from '../documents/documents-api';
import type { ClientDocument } from '../documents/documents-api';
import { FilePicker, UploadList, useUploads } from '../documents/uploads';
import { checkFields } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { close } from '../ui/sign-in-icons';
import { ChooseDocument } from './choose-document';
import type { ServerDraft } from './server-draft';

const MAX_ATTACHMENTS = 5;
const SENDING = 'A file is still being sent. Send the message when the file has arrived.';

type AttachedFiles = ReturnType<typeof useAttached>;

/** Uploads files for a message that is being written; their ids are part of its draft. */
export function useAttached(client: string, draft: ServerDraft) {
  const [known, setKnown] = useState<Record<string, ClientDocument>>({});
  const ids = draft.values.attachments;
  const learn = (document: ClientDocument): void => setKnown((all) => ({ ...all, [document.id]: document }));
  const remove = (id: string): void =>
    draft.update({ attachments: draft.values.attachments.filter((each) => each !== id) });
  const add = (document: ClientDocument): void => {
    learn(document);
    draft.update({ attachments: [...draft.values.attachments, document.id] });
  };
  const uploads = useUploads({ client, room: MAX_ATTACHMENTS - ids.length, onUploaded: add });
  useEffect(() => {
    // After a reload, the draft has ids only. A document that is gone leaves the draft.
    for (const id of ids.filter((each) => !known[each])) {
      void documentsApi.document(id).then(learn, (reason: unknown) => {
        if (toApiError(reason).status === 404) remove(id);
      });
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is known is asked for once
  }, [ids.join()]);
  return {
    client,
    uploads,
    add,
    items: ids.map((id) => ({ id, document: known[id] })),
    remove,
    /** Raises: ApiError, while a file is still being sent. */
    check: () => checkFields({ attachments: uploads.sending ? SENDING : undefined }),
    /** Raises a refusal with the names of the files that it is about. */
    named: (reason: unknown): never => {
      throw withNames(toApiError(reason), (place) => known[ids[place] ?? '']?.name ?? 'A file');
    },
  };
}

/** Shows the files of a message that is being written, and takes more. */
export function AttachFiles({ files }: { files: AttachedFiles }) {
  const { uploads, items, remove } = files;
  const [choosing, setChoosing] = useState(false);
  const isFull = items.length + uploads.sending >= MAX_ATTACHMENTS;
  return (
    <div class="attach-files">
      {items.length > 0 && <AttachedList items={items} onRemove={remove} />}
      <UploadList uploads={uploads.uploads} onDismiss={uploads.dismiss} onAgain={uploads.again} />
      {isFull ? (
        <p class="hint">A message has at most {MAX_ATTACHMENTS} files.</p>
      ) : (
        <>
          <div class="drop-buttons">
            <FilePicker label="Attach a file" icon={icons.file} several limits="attach-limits" onFiles={uploads.add} />
            <button type="button" onClick={() => setChoosing(true)}>
              From Documents
            </button>
          </div>
          <p class="hint" id="attach-limits">
            {LIMIT_WORDS}
          </p>
        </>
      )}
      {choosing && (
        <ChooseDocument
          client={files.client}
          chosen={items.map(({ id }) => id)}
          onChoose={(document) => {
            files.add(document);
            setChoosing(false);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  );
}

interface AttachedListProps {
  items: AttachedFiles['items'];
  onRemove: (id: string) => void;
}

function AttachedList({ items, onRemove }: AttachedListProps) {
  return (
    <ul class="attachments" aria-label="Attached files">
      {items.map(({ id, document }) => (
        <li key={id}>
          <Icon path={icons.file} />
          <span class="attachment-name">{document?.name ?? 'File'}</span>
          <span class="hint">{sizeOf(document)}</span>
          <button
            type="button"
            class="ghost square"
            aria-label={`Remove ${document?.name ?? 'file'}`}
            onClick={() => onRemove(id)}
          >
            <Icon path={close} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function sizeOf(document: ClientDocument | undefined): string {
  const newest = document && newestOf(document);
  return newest ? sizeWords(newest.size) : '';
}

/** Returns an error whose sentences about attachments begin with the name of the file. */
function withNames(error: ApiError, nameOf: (place: number) => string): ApiError {
  const named = Object.entries(error.fields).map(([path, sentence]) => {
    const place = /^attachments\.(\d+)$/.exec(path)?.[1];
    return [path, place === undefined ? sentence : `${nameOf(Number(place))}: ${sentence}`];
  });
  return new ApiError(
    error.status,
    error.code,
    error.message,
    Object.fromEntries(named) as Record<string, string>,
    error.fresh,
  );
}
