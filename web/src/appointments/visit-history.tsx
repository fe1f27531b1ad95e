import * as appointmentsApi from '../api/appointments';
import type { Appointment, Note, VisitFile } from '../api/appointments';
import { unreachable } from '../api/api-error';
import { useApi } from '../api/resource';
import { me } from '../session/session';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { LinkedText } from '../ui/linked-text';
import { Loaded } from '../ui/loaded';
import { saveFile } from '../ui/save-file';
import { FormProblem, useSubmit } from '../ui/form';
import { FactSheetCard } from './fact-sheet';
import { FeeProposal } from './fee-proposal';
import { sizeWords } from './format';
import { timeWords } from './time-words';
import { localZone } from '../kernel/time-zones';

/** Shows the records of a visit: chat and files, and for staff the fact sheet. Without a room, only the fee remains. */
export function VisitHistory({ of }: { of: Appointment }) {
  const resource = useApi(`history:${of.id}`, () => appointmentsApi.history(of.id));
  const isStaff = me.value?.role !== 'client';
  return (
    <Loaded of={resource} lines={3}>
      {(history) => (
        <>
          {history.fee && <FeeProposal appointment={of} fee={history.fee} />}
          {of.location === 'video' && (
            <div class={isStaff ? 'two' : 'stack'}>
              {isStaff && <FactSheetCard sheet={history.fact_sheet} participants={of.participants} />}
              <div class="stack">
                <Notes of={history.notes} />
                <Files of={history.files} appointment={of.id} />
              </div>
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}

/** Lets staff charge for a visit that the client cancelled late. */
export function LateFee({ of }: { of: Appointment }) {
  const resource = useApi(`history:${of.id}`, () => appointmentsApi.history(of.id));
  return (
    <Loaded of={resource} lines={2}>
      {({ fee }) => fee && <FeeProposal appointment={of} fee={fee} />}
    </Loaded>
  );
}

export function Notes({ of }: { of: Note[] }) {
  return (
    <section class="card" aria-labelledby="notes">
      <h2 id="notes">Chat notes</h2>
      {of.length ? (
        <ol class="chat-lines">
          {of.map((note) => (
            <li key={note.n}>
              <p class="note-head">
                <strong>{note.name}</strong>{' '}
                <time class="muted" dateTime={note.at}>
                  {timeWords(Date.parse(note.at), localZone())}
                </time>
              </p>
              {note.text && (
                <p class="chat-line">
                  <LinkedText text={note.text} />
                </p>
              )}
              {note.file && (
                <p class="muted">
                  <Icon path={icons.file} /> {note.file.name}
                </p>
              )}
            </li>
          ))}
        </ol>
      ) : (
        <p class="muted">No chat notes yet.</p>
      )}
    </section>
  );
}

function Files({ of, appointment }: { of: VisitFile[]; appointment: string }) {
  return (
    <section class="card" aria-labelledby="files">
      <h2 id="files">Files</h2>
      {of.length ? (
        <ul class="files">
          {of.map((file) => (
            <li key={file.id}>
              <FileLine file={file} appointment={appointment} />
            </li>
          ))}
        </ul>
      ) : (
        <p class="muted">No files were shared in this visit.</p>
      )}
    </section>
  );
}

function FileLine({ file, appointment }: { file: VisitFile; appointment: string }) {
  const submit = useSubmit();
  const download = async (): Promise<void> => {
    const { url, name } = await appointmentsApi.fileAddress(appointment, file.id);
    const answer = await fetch(url);
    if (!answer.ok) throw unreachable();
    saveFile(await answer.blob(), name);
  };
  return (
    <>
      <div>
        <p>{file.name}</p>
        <p class="hint">
          {sizeWords(file.size)}, by {file.by}, {timeWords(Date.parse(file.at), localZone())}
        </p>
        <FormProblem refusal={submit.refusal} />
      </div>
      <button type="button" aria-busy={submit.busy} onClick={() => void submit.run(download)}>
        Download<span class="unseen"> {file.name}</span>
      </button>
    </>
  );
}
