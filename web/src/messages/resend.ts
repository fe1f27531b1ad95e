import { useEffect } from 'preact/hooks';
import { ApiError } from '../api/api-error';

/** Sends again what could not be sent, as soon as the connection is back. */
export function useResend(refusal: ApiError | null, resend: () => void): void {
  const isUnsent = refusal?.status === 0;
  useEffect(() => {
    if (!isUnsent) return;
    addEventListener('online', resend);
    return () => removeEventListener('online', resend);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the callback reads the newest state when it is called
  }, [isUnsent]);
}
