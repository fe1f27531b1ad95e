import { ApiError } from './api-error';

/** Returns a handler of errors: after a conflict it shows the other person's change; it always passes the error on. */
export function putFresh(put: (fresh: never) => void) {
  return (reason: unknown): never => {
    if (reason instanceof ApiError && reason.status === 409 && reason.fresh) put(reason.fresh as never);
    throw reason;
  };
}
