import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface MenuProps {
  label: ComponentChildren;
  name?: string;
  class?: string;
  children: ComponentChildren;
}

/** Shows a button that opens a menu; a click inside or outside, or Esc, closes it. */
export function Menu({ label, name, class: more, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- Esc from any button inside folds the menu
    <div class="menu" ref={box} onKeyDown={onKey}>
      <button
        type="button"
        class={more}
        aria-expanded={open}
        aria-controls={id}
        aria-label={name}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- clicks come from its buttons, by mouse or by key */}
      <div id={id} class="menu-items" hidden={!open} onClick={() => setOpen(false)}>
        {children}
      </div>
    </div>
  );
}
