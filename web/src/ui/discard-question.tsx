import { useEffect, useRef, useState } from 'preact/hooks';
import { keptChanges } from './edits';
import { LeaveDialog, useLeaveWarning } from './leave-warning';

const WORDS = {
  title: 'Discard what you entered?',
  text: 'It has not been saved.',
  leave: 'Discard',
  stay: 'Keep editing',
};

/**
 * Asks before what was entered into the dialog around is lost: by Escape, the button above, a link or Back.
 *
 * What a draft keeps for the next time is not lost. The button Cancel says by itself that the dialog is left.
 */
export function DiscardQuestion({ onClose }: { onClose: () => void }) {
  const place = useRef<HTMLSpanElement>(null);
  const [isChanged, setChanged] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const leaving = useLeaveWarning(isChanged, WORDS);
  useEffect(() => {
    const dialog = place.current?.closest('dialog');
    if (!dialog) return;
    let [before, isTyped] = [0, false];
    const onEntering = (): void => void (before = keptChanges.count);
    // After the form has the new value.
    const onEntered = ({ target }: Event): void => {
      const isSearch = target instanceof HTMLInputElement && target.type === 'search';
      isTyped ||= !isSearch && keptChanges.count === before;
      setChanged(isTyped);
    };
    const onLeave = (event: Event): void => {
      const isHere = event.type === 'cancel' ? event.target === dialog : isCloseButton(event.target, dialog);
      if (!isTyped || !isHere) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setAsking(true);
    };
    const stop = new AbortController();
    const { signal } = stop;
    dialog.addEventListener('input', onEntering, { capture: true, signal });
    dialog.addEventListener('input', onEntered, { signal });
    dialog.addEventListener('cancel', onLeave, { capture: true, signal });
    dialog.addEventListener('click', onLeave, { capture: true, signal });
    return () => stop.abort();
  }, []);
  return (
    <>
      <span ref={place} hidden />
      {isAsking && <LeaveDialog words={WORDS} onLeave={onClose} onStay={() => setAsking(false)} />}
      {leaving}
    </>
  );
}

/** Whether the button of the dialog's head was pressed; a dialog inside it has its own. */
function isCloseButton(target: EventTarget | null, dialog: HTMLDialogElement): boolean {
  const head = target instanceof Element && target.closest('.dialog-head button');
  return !!head && head.closest('dialog') === dialog;
}
