import { DiscardQuestion } from './discard-question';

interface DialogFootProps {
  verb: string;
  busy: boolean;
  onClose: () => void;
}

/** Shows the two buttons at the end of a dialog's form, and asks before what was entered is lost. */
export function DialogFoot({ verb, busy, onClose }: DialogFootProps) {
  return (
    <div class="dialog-foot">
      <button type="button" onClick={onClose}>
        Cancel
      </button>
      <button class="primary" aria-busy={busy}>
        {verb}
      </button>
      <DiscardQuestion onClose={onClose} />
    </div>
  );
}
