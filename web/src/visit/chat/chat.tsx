import { useEffect, useRef, useState } from 'preact/hooks';
import type { Appointment } from '../../api/appointments';
import { useDraft } from '../../session/drafts';
import { Icon } from '../../ui/icon';
import * as icons from '../../ui/icons';
import { LinkedText } from '../../ui/linked-text';
import type { Note } from '../types';
import { FileChip } from '../files/files-panel';
import { useVisit } from '../visit-context';
import { shortTime } from '../visit-words';
import { MAX_NOTE_CHARACTERS } from '../signaling/protocol.generated';

/** Shows the chat of a visit, and that it is part of the record. */
export function Chat() {
  const { call, appointment } = useVisit();
  const isClient = call.me.value?.role === 'client';
  // One draft per appointment: text for one client must not appear for the next.
  const draft = useDraft(`room-chat:${appointment.id}`, { text: '' });
  return (
    <>
      <p class="panel-told">
        <Icon path={icons.eye} />
        {isClient ? 'The chat is saved with your appointment' : 'The chat is saved, and the client can always read it'}
      </p>
      <Notes notes={call.notes.value} again={(text) => draft.update({ text: draft.values.text || text })} />
      <Write draft={draft} />
    </>
  );
}

function Notes({ notes, again }: { notes: Note[]; again: (text: string) => void }) {
  const { view } = useVisit();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    view.seen.value = Math.max(view.seen.value, ...notes.map((note) => note.n ?? 0));
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [view.seen, notes]);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by the arrow keys
    <div class="notes" role="log" aria-label="Chat" tabIndex={0}>
      {notes.length === 0 && <p class="muted">Nothing has been written yet.</p>}
      {notes.map((note) => (
        <Line key={note.id} note={note} again={again} />
      ))}
      <div ref={end} />
    </div>
  );
}

function Line({ note, again }: { note: Note; again: (text: string) => void }) {
  return (
    <article class={note.mine ? 'line mine' : 'line'} data-sent={note.sent}>
      <p class="line-who">
        {note.mine ? 'You' : note.name} <time dateTime={note.at}>{shortTime(note.at)}</time>
      </p>
      {note.text && (
        <p class="line-text">
          <LinkedText text={note.text} />
        </p>
      )}
      {note.file && <FileChip file={note.file} />}
      {note.refused ? (
        <p class="line-state refused">
          <Icon path={icons.alert} />
          <span>
            {note.refused}{' '}
            {note.text && (
              <button type="button" class="link" onClick={() => again(note.text ?? '')}>
                Put it back in the box
              </button>
            )}
          </span>
        </p>
      ) : (
        !note.sent && (
          <p class="line-state">
            <Icon path={icons.clock} />
            Waiting for the connection
          </p>
        )
      )}
    </article>
  );
}

function Write({ draft }: { draft: ReturnType<typeof useDraft<{ text: string }>> }) {
  const { call, appointment } = useVisit();
  const [problem, setProblem] = useState('');
  const isOff = !call.room.value.chat && !call.me.value?.host;
  const { text } = draft.values;
  const send = (): void => {
    if (!text.trim()) return;
    if (text.length > MAX_NOTE_CHARACTERS)
      return setProblem(`A message may have ${MAX_NOTE_CHARACTERS} characters; this one has ${text.length}. Send two.`);
    setProblem('');
    call.sendNote(text.trim());
    draft.clear();
  };
  if (isOff) return <p class="write muted">Your provider has switched the chat off.</p>;
  return (
    <form
      class="write"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="strong" for="chat-text">
        Message {call.me.value?.role !== 'client' && <span class="pill amber">The client can see this</span>}
      </label>
      <div class="write-row">
        <textarea
          id="chat-text"
          rows={2}
          value={text}
          aria-describedby="readers"
          aria-invalid={problem ? true : undefined}
          onInput={(event) => draft.update({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button class="primary square" aria-label="Send">
          <Icon path={icons.send} />
        </button>
      </div>
      {problem && <p class="field-error">{problem}</p>}
      <p class="hint" id="readers">
        {readersOf(appointment)} can read this.
      </p>
    </form>
  );
}

function readersOf({ participants }: Appointment): string {
  const others = participants.filter((each) => !each.me).map((each) => each.name);
  return `${[...others, 'you'].join(', ')} and your practice`;
}
