import { useRef, useState } from 'preact/hooks';
import { toApiError } from '../api/api-error';
import { ACCEPTED_TYPES, fileProblem } from '../api/file-upload';
import { Icon, type IconPath } from '../ui/icon';
import * as icons from '../ui/icons';
import { upload, type ClientDocument } from './documents-api';
import { asShowable } from './photo';
import './documents.css';

export interface Upload {
  key: number;
  name: string;
  part: number;
  problem?: string;
  /** The file, if sending it again may help. */
  file?: File;
}

export interface UploadTarget {
  client: string;
  folder?: string;
  /** Uploads a new version of this document instead of a new document. */
  document?: string;
  /** How many more files are taken; all, if it is not given. */
  room?: number;
  onUploaded: (document: ClientDocument) => void;
}

interface UploadListProps {
  uploads: Upload[];
  onDismiss: (key: number) => void;
  onAgain?: (key: number) => void;
}

/** Shows the files that are being sent, and those that were not, each with its reason. */
export function UploadList({ uploads, onDismiss, onAgain }: UploadListProps) {
  return (
    <div class="uploads" role="status">
      {uploads.length > 0 && (
        <ul aria-label="Uploads">
          {uploads.map((each) => (
            <UploadLine
              key={each.key}
              of={each}
              onDismiss={() => onDismiss(each.key)}
              onAgain={each.file && onAgain && (() => onAgain(each.key))}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function UploadLine({ of, onDismiss, onAgain }: { of: Upload; onDismiss: () => void; onAgain?: () => void }) {
  if (!of.problem)
    return (
      <li>
        <label for={`upload-${of.key}`}>Sending {of.name}</label>
        <progress id={`upload-${of.key}`} max={1} value={of.part} />
      </li>
    );
  return (
    <li>
      <p class="field-error">
        <Icon path={icons.alert} />
        {of.problem}
      </p>
      <div class="drop-buttons">
        {onAgain && (
          <button type="button" class="small" onClick={onAgain}>
            Try again
          </button>
        )}
        <button type="button" class="small" onClick={onDismiss}>
          {onAgain ? 'Leave it' : 'OK'}
        </button>
      </div>
    </li>
  );
}

interface PickerProps {
  label: string;
  icon: IconPath;
  camera?: boolean;
  several?: boolean;
  /** The id of the text that says which files are taken. */
  limits: string;
  onFiles: (files: File[]) => void;
}

export function FilePicker({ label, icon, camera, several, limits, onFiles }: PickerProps) {
  return (
    <label class={camera ? 'button attach take-photo' : 'button attach'}>
      <Icon path={icon} />
      {label}
      <input
        type="file"
        class="unseen"
        multiple={several}
        accept={camera ? 'image/*' : ACCEPTED_TYPES}
        capture={camera ? 'environment' : undefined}
        aria-describedby={limits}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          onFiles(files);
        }}
      />
    </label>
  );
}

const AT_ONCE = 2;
let lastKey = 0;

/** Sends the files that are added, each with its own progress and its own error. */
export function useUploads({ client, folder, document, room = Infinity, onUploaded }: UploadTarget) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  // An upload ends long after it began, when the page may have another callback.
  const uploaded = useRef(onUploaded);
  uploaded.current = onUploaded;
  const change = (key: number, change: Partial<Upload>): void =>
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...change } : each)));
  const dismiss = (key: number): void => setUploads((all) => all.filter((each) => each.key !== key));
  const send = async (key: number, file: File): Promise<void> => {
    try {
      const photo = await asShowable(file);
      uploaded.current(await upload(client, photo, { folder, document }, (part) => change(key, { part })));
      dismiss(key);
    } catch (reason) {
      const error = toApiError(reason);
      const words = Object.values(error.fields).join(' ');
      // The server refuses the file itself at its fields; otherwise the same file may arrive the next time.
      change(key, { problem: `${file.name}: ${words || error.message}`, file: words ? undefined : file });
    }
  };
  // A few at a time, so that a slow connection does not carry all of them too late.
  const lanes = useRef<Promise<void>[]>(Array.from({ length: AT_ONCE }, () => Promise.resolve()));
  const queue = (key: number, file: File): void => {
    const lane = key % AT_ONCE;
    lanes.current[lane] = (lanes.current[lane] ?? Promise.resolve()).then(() => send(key, file));
  };
  const again = (key: number): void => {
    const file = uploads.find((each) => each.key === key)?.file;
    if (!file) return;
    change(key, { problem: undefined, file: undefined, part: 0 });
    queue(key, file);
  };
  const sending = uploads.filter((each) => !each.problem).length;
  const add = (files: File[]): void => {
    let left = room - sending;
    for (const file of files) {
      const key = ++lastKey;
      const problem =
        fileProblem(file) ??
        (left > 0
          ? undefined
          : `${file.name} was left out, because these are as many files as fit. Send it separately.`);
      setUploads((all) => [...all, { key, name: file.name, part: 0, problem }]);
      if (problem) continue;
      left -= 1;
      queue(key, file);
    }
  };
  return { uploads, sending, add, dismiss, again };
}
