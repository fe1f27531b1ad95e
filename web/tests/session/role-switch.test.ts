import { afterEach, expect, test, vi } from 'vitest';
import { requestedRole, switchRole } from '../../src/session/session';

const person = {
  person: { id: 'per-1', name: 'Jordan', email: 'jordan@clocktree.test' },
  practice: { id: 'prc-1', name: 'A Practice' },
  roles: ['admin', 'provider'],
  idle_seconds_left: 1800,
};

const answer = (role: string) =>
  new Response(JSON.stringify({ ...person, role }), { headers: { 'Content-Type': 'application/json' } });

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a second role switch is sent only after the first one was answered', async () => {
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)));
  const first = switchRole('provider');
  const second = switchRole('admin');
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  answers[0]?.(answer('provider'));
  await first;
  expect(requestedRole.value).toBe('admin');
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(answer('admin'));
  await second;
  expect(requestedRole.value).toBeNull();
});

test('a role switch that fails does not stop the next one', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  await expect(switchRole('provider')).rejects.toBeDefined();
  expect(requestedRole.value).toBeNull();
  vi.stubGlobal('fetch', () => Promise.resolve(answer('admin')));
  await expect(switchRole('admin')).resolves.toBeUndefined();
});
