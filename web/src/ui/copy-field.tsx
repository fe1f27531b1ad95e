import { useId, useRef, useState } from 'preact/hooks';
import { FieldFrame } from './field';
import { toast, toastProblem } from './toast';

/** Shows a value that is only read, with a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (): Promise<void> => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setIsCopied(true);
      toast(`${label} copied.`);
    } catch {
      // The browser refused: the value is selected, so that the keyboard or the menu copies it.
      toastProblem(
        'Your browser does not let this page copy. The text is selected: copy it with your keyboard or its menu.',
      );
    }
  };
  return (
    <FieldFrame id={id} label={label}>
      <div class="with-button">
        <input ref={input} id={id} class="copied" readOnly spellcheck={false} value={value} />
        <button type="button" class="ghost" onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
          <span class="unseen"> {label.toLowerCase()}</span>
        </button>
      </div>
    </FieldFrame>
  );
}
