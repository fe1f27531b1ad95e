import { ApiError } from './api-error';

const PAUSE_MS = 1000;
const MAX_TRIES = 30;

/**
 * Asks for a file again while it is being checked for viruses, which takes seconds.
 *
 * Raises: ApiError, also when the check takes longer.
 */
export async function whenScanned<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (reason) {
      const isChecked = !(reason instanceof ApiError) || reason.code !== 'NotScanned';
      if (isChecked || tries === MAX_TRIES) throw reason;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
