import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Mark } from '../ui/icon';

/** Shows the frame of the pages before sign-in; the first input, or else the title, has the focus. */
export function EntryPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${title} – Clocktree`;
    const input = card.current?.querySelector<HTMLElement>('input:not([type=hidden])');
    (input ?? card.current?.querySelector('h1'))?.focus();
  }, [title]);
  return (
    <div class="entry">
      <header class="entry-brand">
        <Mark />
        <span>Clocktree</span>
      </header>
      <main ref={card} id="main" class="entry-card">
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
        {children}
      </main>
      <footer class="entry-foot">
        <a href="/help">Help</a>
      </footer>
    </div>
  );
}
