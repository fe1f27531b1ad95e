import { useRef, useState } from 'preact/hooks';
import { toApiError } from '../api/api-error';
import { ACCEPTED_TYPES, fileProblem, LIMIT_WORDS } from '../api/file-upload';
import { Icon, type IconPath } from '../ui/icon';
import * as icons from '../ui/icons';
import { upload, type ClientDocument } from './documents-api';

interface Upload {
  key: number;
  name: string;
  part: number;
  problem?: string;
}

interface UploadAreaProps {
  client: string;
  folder?: string;
  /** Uploads a new version of this document instead of a new document. */
  document?: string;
  onUploaded: (document: ClientDocument) => void;
}

/** Takes files by drag, by a picker or from the camera, and uploads several at once. */
export function UploadArea(props: UploadAreaProps) {
  const { uploads, add, dismiss } = useUploads(props);
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    add([...(event.dataTransfer?.files ?? [])]);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dragging is one of three ways; the buttons work by key
    <div
      class="drop-zone"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <div class="drop-buttons">
        <Picker label="Choose files" icon={icons.file} several={!props.document} onFiles={add} />
        <Picker label="Take a photo" icon={icons.camera} camera onFiles={add} />
      </div>
      <p class="hint" id="upload-limits">
        <span class="can-drag">Or drag files here.</span> {LIMIT_WORDS}
      </p>
      <div class="uploads" role="status">
        {uploads.length > 0 && (
          <ul aria-label="Uploads">
            {uploads.map((each) => (
              <UploadLine key={each.key} of={each} onDismiss={() => dismiss(each.key)} />
            ))}
          </ul>
        )}
      </div>
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
  onFiles: (files: File[]) => void;
}

function Picker({ label, icon, camera, several, onFiles }: PickerProps) {
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
        aria-describedby="upload-limits"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          onFiles(files);
        }}
      />
    </label>
  );
}

/** Sends the files that are added, each with its own progress and its own error. */
function useUploads({ client, folder, document, onUploaded }: UploadAreaProps) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const next = useRef(1);
  const change = (key: number, change: Partial<Upload>): void =>
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...change } : each)));
  const dismiss = (key: number): void => setUploads((all) => all.filter((each) => each.key !== key));
  const send = async (key: number, file: File): Promise<void> => {
    try {
      onUploaded(await upload(client, file, { folder, document }, (part) => change(key, { part })));
      dismiss(key);
    } catch (reason) {
      const error = toApiError(reason);
      const words = Object.values(error.fields).join(' ') || error.message;
      change(key, { problem: `${file.name}: ${words}` });
    }
  };
  const add = (files: File[]): void => {
    for (const file of files) {
      const key = next.current++;
      const problem = fileProblem(file) ?? undefined;
      setUploads((all) => [...all, { key, name: file.name, part: 0, problem }]);
      if (!problem) void send(key, file);
    }
  };
  return { uploads, add, dismiss };
}
