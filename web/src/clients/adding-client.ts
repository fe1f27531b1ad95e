import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';

/** Opens and closes the form of a new client, which the address opens with `?new` or with a request's id. */
export function useAddingClient() {
  const { query, path, route } = useLocation();
  const [request, setRequest] = useState(query['new']);
  const close = (): void => {
    setRequest(undefined);
    if (query['new'] !== undefined) route(path, true);
  };
  return { request, open: () => setRequest(''), close };
}
