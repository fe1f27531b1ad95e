import { useRef, useState } from 'preact/hooks';
import { toApiError } from '../api/api-error';
import { ACCEPTED_TYPES, fileProblem } from '../api/file-upload';
import { Icon, type IconPath } from '../ui/icon';
import * as icons from '../ui/icons';
import { upload, type ClientDocument } from './documents-api';
import './documents.css';

export interface Upload {
  key: number;
  name: string;
  part: number;
  problem?: string;
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

/** Shows the files that are being sent, and those that were not, each with its reason. */
export function UploadList({ uploads, onDismiss }: { uploads: Upload[]; onDismiss: (key: number) => void }) {
  return (
    <div class="uploads" role="status">
      {uploads.length > 0 && (
        <ul aria-label="Uploads">
          {uploads.map((each) => (
            <UploadLine key={each.key} of={each} onDismiss={() => onDismiss(each.key)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function UploadLine({ of, onDismiss }: { of: Upload; onDismiss: () => void }) {
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
      <button type="button" class="small" onClick={onDismiss}>
        OK
      </button>
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
      uploaded.current(await upload(client, file, { folder, document }, (part) => change(key, { part })));
      dismiss(key);
    } catch (reason) {
      const error = toApiError(reason);
      const words = Object.values(error.fields).join(' ') || error.message;
      change(key, { problem: `${file.name}: ${words}` });
    }
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
      void send(key, file);
    }
  };
  return { uploads, sending, add, dismiss };
}
