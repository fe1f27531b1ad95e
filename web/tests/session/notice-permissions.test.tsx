import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import * as clients from '../../src/api/clients';
import { clearCache } from '../../src/api/resource';
import type { NoticePermissions as Permissions } from '../../src/api/types';
import { NoticePermissions } from '../../src/session/notice-permissions';
import { Toasts } from '../../src/ui/toast';

const OFF = { items: [{ topic: 'text_reminder', on: false }], history: [] } as unknown as Permissions;

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
});

test('text messages that cannot be switched on say why beside their box, and not as if they were', async () => {
  vi.spyOn(clients, 'noticePermissions').mockResolvedValue(OFF);
  const words = 'Text messages need a phone number with its country code in the profile.';
  vi.spyOn(clients, 'changeNoticePermission').mockRejectedValue(new ApiError(422, 'Invalid', words, { topic: words }));
  render(
    <>
      <NoticePermissions client="c1" />
      <Toasts />
    </>,
  );
  const box = await screen.findByRole<HTMLInputElement>('checkbox');
  fireEvent.click(box);
  expect((await screen.findByText(words)).closest('[role=alert]')).toBeTruthy();
  expect(box.checked).toBe(false);
});
