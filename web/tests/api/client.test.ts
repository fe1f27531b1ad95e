import { afterEach, expect, test, vi } from 'vitest';
import { request, sessionCount, sessionListeners } from '../../src/api/client';

const refused = () => ({
  error: { error: 'SignedOut', message: 'You are not signed in.', fields: {} },
  response: new Response('', { status: 401 }),
});

afterEach(() => {
  sessionListeners.signedOut = () => undefined;
});

test('a refusal of the present session signs the page out', async () => {
  sessionListeners.signedOut = vi.fn();
  await expect(request(Promise.resolve(refused()))).rejects.toMatchObject({ status: 401 });
  expect(sessionListeners.signedOut).toHaveBeenCalledOnce();
});

test('a slow request of the session before a role switch signs nobody out', async () => {
  sessionListeners.signedOut = vi.fn();
  let answerIt: (answer: ReturnType<typeof refused>) => void = () => undefined;
  const slow = new Promise<ReturnType<typeof refused>>((resolve) => (answerIt = resolve));
  const answer = request(slow);
  sessionCount.current += 1;
  answerIt(refused());
  await expect(answer).rejects.toMatchObject({ status: 401 });
  expect(sessionListeners.signedOut).not.toHaveBeenCalled();
});
