import { ApiError } from './api-error';

/** Returns a handler that shows the present state after a conflict and raises the error again; typed text stays. */
export function withFresh(put: (fresh: never) => void) {
  return (reason: unknown): never => {
    if (reason instanceof ApiError && reason.status === 409 && reason.fresh) put(reason.fresh as never);
    throw reason;
  };
}
