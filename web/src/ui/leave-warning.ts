import { useEffect } from 'preact/hooks';

const QUESTION = 'Leave without saving? What you changed here will be lost.';

/** Asks before unsaved changes are lost: by a link, Back, closing or reload. */
export function useLeaveWarning(isChanged: boolean, question = QUESTION): void {
  useEffect(() => {
    if (!isChanged) return;
    const onLink = (event: MouseEvent): void => {
      const link = event.target instanceof Element && event.target.closest('a[href]');
      if (!link || confirm(question)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const here = location.href;
    const state: unknown = history.state;
    // `popstate` is fired after leaving: restore this page's entry before the router sees the event.
    const onBack = (event: PopStateEvent): void => {
      if (location.href.split('#')[0] === here.split('#')[0] || confirm(question)) return;
      event.stopImmediatePropagation();
      history.pushState(state, '', here);
    };
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    document.addEventListener('click', onLink, { capture: true });
    addEventListener('popstate', onBack, { capture: true });
    addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onLink, { capture: true });
      removeEventListener('popstate', onBack, { capture: true });
      removeEventListener('beforeunload', onUnload);
    };
  }, [isChanged, question]);
}
