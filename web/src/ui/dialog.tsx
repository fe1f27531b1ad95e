import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './icon';
import * as icons from './sign-in-icons';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  alert?: boolean;
}

/** Shows a native modal dialog, which is open while it is mounted. */
export function Dialog({ title, onClose, children, alert }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    box.current?.showModal();
    if (!alert) box.current?.querySelector<HTMLElement>('.dialog-body :is(input, textarea, select)')?.focus();
    return () => opener?.isConnected && opener.focus();
  }, [alert]);
  return (
    <dialog
      ref={box}
      role={alert ? 'alertdialog' : undefined}
      aria-labelledby={heading}
      onCancel={(event) => {
        // A file picker inside that is left says so by an event of the same name.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        {!alert && (
          <button type="button" class="ghost square" aria-label="Close" onClick={onClose}>
            <Icon path={icons.close} />
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}
