import { useEffect, useState } from 'preact/hooks';
import { Dialog } from './dialog';

export interface LeaveWords {
  title: string;
  text: string;
  leave: string;
  stay: string;
}

const UNSAVED: LeaveWords = {
  title: 'Leave without saving?',
  text: 'What you changed on this page will be lost.',
  leave: 'Leave without saving',
  stay: 'Keep editing',
};

/** Links to other pages, and buttons that leave. A link inside the page, to a mail or to a telephone stays on the page. */
const LEAVING = 'a:is([href^="/"], [href^="http"]):not([target=_blank]), [data-leaves]';

/**
 * Asks in a dialog before unsaved changes are lost: by a link, Back, or a button that leaves.
 *
 * The page shows the returned dialog. When the tab is closed or reloaded, the browser asks, because no page may.
 */
export function useLeaveWarning(isChanged: boolean, words = UNSAVED) {
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useEffect(() => {
    if (!isChanged) return;
    let isLeaving = false;
    const ask = (go: () => void): void =>
      setLeave(() => () => {
        isLeaving = true;
        setLeave(null);
        go();
      });
    const onClick = (event: MouseEvent): void => {
      const target = event.target instanceof Element && event.target.closest<HTMLElement>(LEAVING);
      if (!target || isLeaving || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(() => target.click());
    };
    const here = location.href;
    const state: unknown = history.state;
    // `popstate` is fired after leaving: restore this page's entry before the router sees the event.
    const onBack = (event: PopStateEvent): void => {
      if (isLeaving || location.href.split('#')[0] === here.split('#')[0]) return;
      event.stopImmediatePropagation();
      history.pushState(state, '', here);
      ask(() => history.back());
    };
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    document.addEventListener('click', onClick, { capture: true });
    addEventListener('popstate', onBack, { capture: true });
    addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, { capture: true });
      removeEventListener('popstate', onBack, { capture: true });
      removeEventListener('beforeunload', onUnload);
    };
  }, [isChanged]);
  return leave && <LeaveDialog words={words} onLeave={leave} onStay={() => setLeave(null)} />;
}

interface LeaveDialogProps {
  words: LeaveWords;
  onLeave: () => void;
  onStay: () => void;
}

export function LeaveDialog({ words, onLeave, onStay }: LeaveDialogProps) {
  return (
    <Dialog alert title={words.title} onClose={onStay}>
      <p>{words.text}</p>
      <div class="dialog-foot">
        <button type="button" class="danger" onClick={onLeave}>
          {words.leave}
        </button>
        <button type="button" class="primary" autofocus onClick={onStay}>
          {words.stay}
        </button>
      </div>
    </Dialog>
  );
}
