import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Mark } from '../ui/icon';

/** Shows the frame of the pages before sign-in. */
export function EntryPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} – Clocktree`;
  }, [title]);
  return (
    <div class="entry">
      <header class="entry-brand">
        <Mark />
        <span>Clocktree</span>
      </header>
      <main id="main" class="entry-card">
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
        {children}
      </main>
      <footer class="entry-foot">
        <a href="/help">Help</a>
      </footer>
    </div>
  );
}
