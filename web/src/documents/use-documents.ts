import { useEffect, useRef } from 'preact/hooks';
import { usePages } from '../api/pages';
import * as documentsApi from './documents-api';
import type { ClientDocument } from './documents-api';
import { isBeingChecked } from './document-words';

const RELOAD_MS = 3000;
const MAX_RELOADS = 40;

/** Loads the documents of a client, and again while a file of theirs is being checked for viruses. */
export function useDocuments(client: string) {
  const list = usePages(`documents:${client}`, (cursor) => documentsApi.documents(client, cursor));
  const { reload } = list;
  useReloadWhile(list.data?.items.some(isBeingChecked) ?? false, reload);
  // An upload ends long after it began, when other documents may be in the list.
  const now = useRef(list.data);
  now.current = list.data;
  const put = (document: ClientDocument): void => {
    if (now.current) list.put({ ...now.current, items: withDocument(now.current.items, document) });
    // An answer that is still on its way does not have the document.
    reload();
  };
  return { list, put };
}

/** Calls `reload` again and again while files are being checked for viruses, which takes seconds; not while the page is hidden. */
export function useReloadWhile(isChecking: boolean, reload: () => void): void {
  useEffect(() => {
    if (!isChecking) return;
    let left = MAX_RELOADS;
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      left -= 1;
      if (left < 0) clearInterval(timer);
      else reload();
    }, RELOAD_MS);
    return () => clearInterval(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `reload` is new at each render and does the same
  }, [isChecking]);
}

/** Replaces a document in a list, or puts it first. */
export function withDocument(items: ClientDocument[], document: ClientDocument): ClientDocument[] {
  if (!items.some((each) => each.id === document.id)) return [document, ...items];
  return items.map((each) => (each.id === document.id ? document : each));
}
