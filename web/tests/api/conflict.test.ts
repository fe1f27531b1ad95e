import { expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import { withFresh } from '../../src/api/conflict';

test('a conflict shows the other person’s change, and the error stays', async () => {
  const put = vi.fn();
  const conflict = new ApiError(409, 'Conflict', 'Somebody changed this.', {}, { version: 2 });
  await expect(Promise.reject(conflict).catch(withFresh(put))).rejects.toBe(conflict);
  expect(put).toHaveBeenCalledExactlyOnceWith({ version: 2 });
});

test('another error shows nothing new', async () => {
  const put = vi.fn();
  const refusal = new ApiError(422, 'Invalid', 'Check what is marked.');
  await expect(Promise.reject(refusal).catch(withFresh(put))).rejects.toBe(refusal);
  expect(put).not.toHaveBeenCalled();
});
