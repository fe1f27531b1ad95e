import { afterEach, expect, test, vi } from 'vitest';
import { begin, cancel, stage } from '../../src/pay/payment';

afterEach(() => {
  vi.unstubAllGlobals();
  stage.value = { at: 'loading' };
});

const answer = (status: number, body: unknown) => (): Promise<Response> =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } }));

const unreachable = (): Promise<Response> => Promise.reject(new TypeError('no network'));

test.each([
  ['no answer', unreachable],
  ['a gateway that gave up', answer(504, null)],
  ['an answer that is no invoice', answer(200, null)],
])('a page that cannot be opened does not say that nothing was charged: %s', async (_, fetch) => {
  vi.stubGlobal('fetch', fetch);
  await begin('i1');
  expect(stage.value).toMatchObject({ at: 'stuck', title: 'The invoice could not be opened' });
  expect(JSON.stringify(stage.value)).not.toMatch(/[Nn]othing was/);
});

test.each([
  ['no answer', unreachable],
  ['a gateway that gave up', answer(504, null)],
])('a cancellation without an answer is not called a page that could not be opened: %s', async (_, fetch) => {
  vi.stubGlobal('fetch', fetch);
  await cancel('op1');
  expect(stage.value).toMatchObject({ at: 'stuck', title: 'We don’t know yet whether it was cancelled' });
  expect(JSON.stringify(stage.value)).not.toMatch(/[Nn]othing was/);
});

test('a refused cancellation says that the payment was not cancelled', async () => {
  vi.stubGlobal('fetch', answer(409, { error: 'Conflict', message: 'This payment is over.' }));
  await cancel('op1');
  expect(stage.value).toMatchObject({ title: 'The payment was not cancelled', message: 'This payment is over.' });
});
