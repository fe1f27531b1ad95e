import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../ui/icon';
import * as icons from '../../ui/icons';
import { Chat } from '../chat/chat';
import { FilesPanel } from '../files/files-panel';
import { useVisit, type Tab } from '../visit-context';

/** Shows chat and files, beside the pictures or, on a phone, below them. */
export function SidePanel() {
  const { view } = useVisit();
  const tab = view.panel.value;
  const isOpen = tab !== null;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const opener = document.activeElement as HTMLElement | null;
    box.current?.querySelector<HTMLElement>('textarea, .attach input')?.focus();
    return () => {
      if (opener?.isConnected) opener.focus();
    };
  }, [isOpen]);
  if (!tab) return null;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc from anything inside closes it
    <aside
      ref={box}
      class="panel"
      aria-label="Chat and files"
      onKeyDown={(event) => event.key === 'Escape' && (view.panel.value = null)}
    >
      <div class="panel-head">
        <div class="segments" role="tablist" aria-label="What is shown">
          <TabButton tab="chat" words="Chat" />
          <TabButton tab="files" words="Files" />
        </div>
        <button type="button" class="ghost square" aria-label="Close" onClick={() => (view.panel.value = null)}>
          <Icon path={icons.close} />
        </button>
      </div>
      <div class="panel-body" role="tabpanel" aria-label={tab === 'chat' ? 'Chat' : 'Files'}>
        {tab === 'chat' ? <Chat /> : <FilesPanel />}
      </div>
    </aside>
  );
}

function TabButton({ tab, words }: { tab: Tab; words: string }) {
  const { view } = useVisit();
  const isShown = view.panel.value === tab;
  return (
    <button
      type="button"
      role="tab"
      aria-selected={isShown}
      tabIndex={isShown ? 0 : -1}
      onKeyDown={turn}
      onClick={() => (view.panel.value = tab)}
    >
      {words}
    </button>
  );
}

/** Moves to the other of the two tabs on either arrow key. */
function turn(event: TargetedKeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  const other = event.currentTarget.parentElement?.querySelector<HTMLElement>('[aria-selected="false"]');
  other?.focus();
  other?.click();
}
