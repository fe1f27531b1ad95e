import { toApiError, type ApiError } from '../api/api-error';
import type { CallHttp } from './types';

/**
 * Returns why the server does not let the person into a room; null if it does, or cannot be reached now.
 *
 * Asked before the browser asks the person for the camera.
 */
export async function refusalOf(appointment: string, http: CallHttp): Promise<ApiError | null> {
  try {
    await http.ticket(appointment);
    return null;
  } catch (reason) {
    const refusal = toApiError(reason);
    return refusal.status >= 400 && refusal.status < 500 ? refusal : null;
  }
}
