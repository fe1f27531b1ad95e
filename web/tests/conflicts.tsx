// A server that answers the first change with a conflict, as if a colleague had been faster.
import { render } from '@testing-library/preact';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { vi } from 'vitest';

/**
 * Refuses the first change with `fresh`, and answers every later one with it. Returns the bodies that were sent.
 *
 * `stored`: the answer to each request that changes nothing.
 */
export function conflictOnce(fresh: object, stored?: object): Record<string, unknown>[] {
  const sent: Record<string, unknown>[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    // The stored record is no answer to who is signed in.
    if (new URL(request.url).pathname.endsWith('/me')) return answer(401, { error: 'SignedOut', message: '' });
    if (!['PATCH', 'PUT'].includes(request.method)) return answer(stored ? 200 : 404, stored ?? {});
    sent.push((await request.json()) as Record<string, unknown>);
    return sent.length === 1
      ? answer(409, { error: 'Conflict', message: 'Somebody changed this in the meantime.', fresh })
      : answer(200, fresh);
  });
  return sent;
}

/** Shows a form over a record that the form itself may replace. */
export function renderOver<T>(record: T, draw: (record: T, put: (record: T) => void) => ComponentChildren): void {
  function Over() {
    const [current, put] = useState(record);
    return <>{draw(current, put)}</>;
  }
  render(<Over />);
}

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}
