import { useState } from 'preact/hooks';
import { toApiError } from '../../api/api-error';
import { Icon } from '../../ui/icon';
import * as callIcons from '../call-icons';
import * as icons from '../../ui/icons';
import type { FileRef } from '../types';
import { ACCEPTED_TYPES, LIMIT_WORDS, fileProblem } from '../../api/file-upload';
import { upload } from './upload';
import { useVisit, type ViewState } from '../visit-context';
import { sizeWords } from '../visit-words';

interface Upload {
  name: string;
  part: number;
}

/** Shows the files of a visit, which are stored with the appointment like the chat. */
export function FilesPanel() {
  const { call } = useVisit();
  const isClient = call.me.value?.role === 'client';
  const files = call.notes.value.filter((note) => note.file);
  return (
    <>
      <p class="panel-told">
        <Icon path={icons.eye} />
        {isClient ? 'Files are saved with your appointment' : 'Files are saved, and the client can always open them'}
      </p>
      <ul class="notes">
        {files.length === 0 && <li class="muted">No file has been attached yet.</li>}
        {files.map((note) => (
          <li key={note.id} class="line">
            <p class="line-who">{note.mine ? 'You' : note.name}</p>
            {note.file && <FileChip file={note.file} />}
          </li>
        ))}
      </ul>
      <Attach />
    </>
  );
}

function Attach() {
  const { call, appointment } = useVisit();
  const [sending, setSending] = useState<Upload | null>(null);
  const [problem, setProblem] = useState('');
  const { chat, sharing } = call.room.value;
  const isOff = !(chat && sharing) && !call.me.value?.host;
  const attach = async (file: File): Promise<void> => {
    const why = fileProblem(file);
    setProblem(why ?? '');
    if (why) return;
    setSending({ name: file.name, part: 0 });
    try {
      call.attach(await upload(appointment.id, call.inst, file, (part) => setSending({ name: file.name, part })));
    } catch (reason) {
      setProblem(toApiError(reason).message);
    }
    setSending(null);
  };
  if (isOff) return <p class="write muted">Your provider has switched files off.</p>;
  return (
    <div class="write">
      {sending ? (
        <div role="status">
          <label for="sending">Sending {sending.name}</label>
          <progress id="sending" max={1} value={sending.part} />
        </div>
      ) : (
        <FilePicker onFile={(file) => void attach(file)} />
      )}
      {problem && (
        <p class="field-error" role="alert">
          <Icon path={icons.alert} />
          {problem}
        </p>
      )}
      <p class="hint" id="limits">
        {LIMIT_WORDS}
      </p>
    </div>
  );
}

function FilePicker({ onFile }: { onFile: (file: File) => void }) {
  return (
    <label class="button attach">
      <Icon path={callIcons.clip} />
      Attach a file
      <input
        type="file"
        class="unseen"
        accept={ACCEPTED_TYPES}
        aria-describedby="limits"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
    </label>
  );
}

/** Shows one file, with buttons to open it or to show it to all. */
export function FileChip({ file }: { file: FileRef }) {
  const { call, view } = useVisit();
  const isShown = call.room.value.show === file.id;
  const open = (): void => {
    view.viewing.value = file.id;
    closePanelOnPhone(view);
  };
  const show = (): void => {
    call.show(isShown ? null : file.id);
    if (!isShown) closePanelOnPhone(view);
  };
  return (
    <div class="file-chip">
      <Icon path={callIcons.clip} />
      <p>
        <button type="button" class="link" onClick={open}>
          {file.name}
        </button>
        <span class="hint">{sizeWords(file.size)}</span>
      </p>
      <button type="button" class="small" aria-pressed={isShown} aria-label={`Show ${file.name} to all`} onClick={show}>
        Show to all
      </button>
    </div>
  );
}

/** Closes the panel on a phone, where it would cover the file. */
function closePanelOnPhone(view: ViewState): void {
  if (matchMedia('(width < 48rem)').matches) view.panel.value = null;
}
