import { useEffect } from 'preact/hooks';
import { usePages } from '../api/resource';
import * as documentsApi from './documents-api';
import type { ClientDocument } from './documents-api';
import { isBeingChecked } from './document-words';

const RELOAD_MS = 3000;
const MAX_RELOADS = 40;

/** Loads the documents of a client, and again while a file of theirs is being checked for viruses. */
export function useDocuments(client: string) {
  const list = usePages(`documents:${client}`, (cursor) => documentsApi.documents(client, cursor));
  const waits = list.data?.items.some(isBeingChecked) ?? false;
  const { reload } = list;
  useEffect(() => {
    if (!waits) return;
    let left = MAX_RELOADS;
    const timer = setInterval(() => {
      left -= 1;
      if (left < 0) clearInterval(timer);
      else reload();
    }, RELOAD_MS);
    return () => clearInterval(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `reload` is new at each render and does the same
  }, [waits]);
  const put = (document: ClientDocument): void => {
    if (!list.data) return;
    const others = list.data.items.filter((each) => each.id !== document.id);
    const isNew = others.length === list.data.items.length;
    const items = isNew
      ? [document, ...others]
      : list.data.items.map((each) => (each.id === document.id ? document : each));
    list.put({ ...list.data, items });
  };
  return { list, put };
}
