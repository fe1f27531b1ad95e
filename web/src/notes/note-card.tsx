import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../kernel/server-clock';
import { formatCountdown } from '../session/countdown';
import { InstantTime } from '../session/instant-time';
import { FormProblem, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { LinkedText } from '../ui/linked-text';
import { Pill } from '../ui/pill';
import type { Note } from './calls';
import { wordsOf } from './levels';

interface NoteCardProps {
  note: Note;
  /** Actions under a permanent note. */
  children?: ComponentChildren;
  /** Takes a held note back; absent where nobody may. */
  onTakeBack?: () => Promise<void>;
  /** Called when a held note has become permanent. */
  onSealed?: () => void;
  /** A client sees no type: every note they read is shared with them. */
  hasLevel?: boolean;
}

/** Shows a note: who may read it, its author, time and text, and its addenda beneath. */
export function NoteCard({ note, children, onTakeBack, onSealed, hasLevel = true }: NoteCardProps) {
  const level = wordsOf(note.level);
  return (
    <article class="card note" id={`note-${note.id}`} tabIndex={-1} aria-label={`Note by ${note.author.name}`}>
      <p class="note-head">
        {hasLevel && <Pill icon={level.icon} tone={level.tone} words={note.mine ? level.badge : level.title} />}
        {note.psychotherapy && <Pill icon={icons.lock} tone="quiet" words="Psychotherapy" />}
        <strong>{note.author.name}</strong>
        <span class="muted">
          <InstantTime at={note.at} />
        </span>
      </p>
      <p class="note-text" dir="auto">
        <LinkedText text={note.text} />
      </p>
      {note.addenda.map((each) => (
        <div key={each.id} class="addendum">
          <p class="note-head">
            <strong>Addendum by {each.author.name}</strong>
            <span class="muted">
              <InstantTime at={each.at} />
            </span>
          </p>
          <p class="note-text" dir="auto">
            <LinkedText text={each.text} />
          </p>
        </div>
      ))}
      {note.seals_at ? <Hold until={note.seals_at} onTakeBack={onTakeBack} onSealed={onSealed} /> : children}
    </article>
  );
}

interface HoldProps {
  until: string;
  onTakeBack: (() => Promise<void>) | undefined;
  onSealed: (() => void) | undefined;
}

/** Counts down until a held note becomes permanent, and offers to take it back. */
function Hold({ until, onTakeBack, onSealed }: HoldProps) {
  const left = useSecondsUntil(Date.parse(until), onSealed);
  const submit = useSubmit();
  return (
    <div class="hold no-print">
      <p>
        <Icon path={icons.clock} />
        {left > 0 ? `Becomes permanent in ${formatCountdown(left)}` : 'Becoming permanent…'}
      </p>
      {left > 0 && onTakeBack && (
        <button type="button" aria-busy={submit.busy} onClick={() => void submit.run(onTakeBack)}>
          Take it back
        </button>
      )}
      <FormProblem refusal={submit.refusal} />
    </div>
  );
}

/** Returns the seconds until a time by the server's clock, and calls `onOver` a second after it. */
function useSecondsUntil(at: number, onOver: (() => void) | undefined): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  const isOver = now > at + 1000;
  useEffect(() => {
    if (isOver) onOver?.();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the time is over
  }, [isOver]);
  return (at - now) / 1000;
}
