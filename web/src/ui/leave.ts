import { useEffect } from 'preact/hooks';

const QUESTION = 'Leave without saving? What you changed here will be lost.';

/** Asks before unsaved changes are left, by a link of this client, by closing the tab or by reloading. */
export function useLeaveWarning(isChanged: boolean, question = QUESTION): void {
  useEffect(() => {
    if (!isChanged) return;
    const onLink = (event: MouseEvent): void => {
      const link = (event.target as Element).closest?.('a[href]');
      if (!link || confirm(question)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    document.addEventListener('click', onLink, { capture: true });
    addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onLink, { capture: true });
      removeEventListener('beforeunload', onUnload);
    };
  }, [isChanged, question]);
}
