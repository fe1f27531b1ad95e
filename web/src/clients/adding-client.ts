import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';

/** Opens and closes the form of a new client, which the address opens with `?new` or with a request's id. */
export function useAddingClient() {
  const { query, path, route } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const { new: request, ...others } = query;
  const close = (): void => {
    setOpen(false);
    const filters = new URLSearchParams(others).toString();
    if (request !== undefined) route(path + (filters && `?${filters}`), true);
  };
  return { request: request ?? (isOpen ? '' : undefined), open: () => setOpen(true), close };
}
