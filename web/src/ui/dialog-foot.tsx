interface DialogFootProps {
  verb: string;
  busy: boolean;
  onClose: () => void;
}

/** Shows the two buttons at the end of a dialog's form: one that closes it, and one that sends it. */
export function DialogFoot({ verb, busy, onClose }: DialogFootProps) {
  return (
    <div class="dialog-foot">
      <button type="button" onClick={onClose}>
        Cancel
      </button>
      <button class="primary" aria-busy={busy}>
        {verb}
      </button>
    </div>
  );
}
