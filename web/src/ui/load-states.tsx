import type { ApiError } from '../api/api-error';
import { Icon } from './icon';
import * as icons from './sign-in-icons';

export function Skeleton({ lines }: { lines: number }) {
  return (
    <div class="skeleton" aria-busy="true">
      <p class="unseen">Loading</p>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="bone" />
      ))}
    </div>
  );
}

interface LoadErrorProps {
  error: ApiError;
  retry: () => void;
  /** What did not load, where a page has several parts: `The requests`. */
  what?: string;
}

export function LoadError({ error, retry, what }: LoadErrorProps) {
  return (
    <div class="empty" role="alert">
      <Icon path={icons.alert} />
      <p>{what ? `${what} did not load. ${error.message}` : error.message}</p>
      {![403, 404].includes(error.status) && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
