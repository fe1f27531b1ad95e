import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import { OtherMessage } from '../../src/messages/compose-thread';
import { ServerDraft, useServerDraft } from '../../src/messages/server-draft';

const NONE = {
  text: '',
  subject: '',
  service_id: '',
  attachments: [] as string[],
  key: null as string | null,
  version: 0,
};

let stored: typeof NONE;
let last: number;
let isOnline: boolean;
let sent: string[];
let keys: string[];

/** Stands in for the server, which refuses a version that is not the stored one. */
async function answer(request: Request): Promise<Response> {
  if (!isOnline) throw new TypeError('offline');
  if (request.method === 'GET') return Response.json(stored);
  const body = (await request.json()) as typeof NONE;
  if (body.version !== stored.version)
    return Response.json({ error: 'Conflict', message: 'Changed.', fresh: stored }, { status: 409 });
  stored = { ...body, version: ++last };
  return Response.json(stored);
}

/** Ends the draft as the server does when its message is sent. */
function end(): void {
  stored = NONE;
  last += 1;
}

beforeEach(() => {
  [stored, last, isOnline] = [NONE, 0, true];
  [sent, keys] = [[], []];
  vi.stubGlobal('fetch', answer);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function tab(): Promise<ServerDraft> {
  const draft = new ServerDraft('c1', 't1', () => undefined);
  draft.open();
  await waitFor(() => expect(draft.values.text).toBe(stored.text));
  return draft;
}

/** Types a text, and saves it by an attempt to send that does not arrive. */
async function write(draft: ServerDraft, text: string): Promise<void> {
  draft.update({ text });
  await draft.send(() => Promise.reject(new TypeError('offline'))).catch(() => undefined);
}

/** Sends to a server that ends only the draft of the version it is told. */
const send = (draft: ServerDraft): Promise<string> =>
  draft.send(({ text }, version, key) => {
    keys.push(key);
    if (!isOnline) return Promise.reject(new TypeError('offline'));
    if (version !== stored.version) return Promise.reject(new ApiError(409, 'Conflict', 'Changed.', {}, stored));
    sent.push(text);
    end();
    return Promise.resolve(key);
  });

test('another tab’s text is neither overwritten nor sent over before the person has chosen', async () => {
  const [one, other] = [await tab(), await tab()];
  await write(one, 'One tab');
  await write(other, 'Other tab');
  expect([stored.text, other.values.text, other.other?.text]).toEqual(['One tab', 'Other tab', 'One tab']);
  other.update({ text: 'Other tab, more' });
  await expect(send(other)).rejects.toMatchObject({ status: 409 } satisfies Partial<ApiError>);
  expect([stored.text, sent]).toEqual(['One tab', []]);
  other.choose(other.values);
  await send(other);
  expect([stored.text, other.other, other.values.text, sent]).toEqual(['', null, '', ['Other tab, more']]);
});

test('a person can take what the other tab stored, with its subject and files', async () => {
  const [one, other] = [await tab(), await tab()];
  one.update({ subject: 'Sister', attachments: ['d1'] });
  await write(one, 'One tab');
  await write(other, 'Other tab');
  other.choose(other.other!);
  expect(other.values).toEqual({ text: 'One tab', subject: 'Sister', service_id: '', attachments: ['d1'] });
  await send(other);
  expect(sent).toEqual(['One tab']);
});

test('a message is not sent while a later text of another tab would end with it', async () => {
  await write(await tab(), 'First');
  const [one, other] = [await tab(), await tab()];
  await write(one, 'Later');
  await expect(send(other)).rejects.toMatchObject({ status: 409 });
  expect([other.other?.text, sent]).toEqual(['Later', []]);
});

test('the same text of another tab needs no choice', async () => {
  await write(await tab(), 'First');
  const other = await tab();
  stored = { ...stored, version: ++last };
  await send(other);
  expect([sent, keys[0]]).toEqual([['First'], keys[1]]);
});

test('a draft that another tab sent is neither stored nor sent again without a choice', async () => {
  await write(await tab(), 'First');
  const other = await tab();
  end();
  await expect(send(other)).rejects.toMatchObject({ status: 409 });
  other.update({ text: 'First, and more' });
  await expect(send(other)).rejects.toMatchObject({ status: 409 });
  expect([stored.text, other.other?.text]).toEqual(['', '']);
  other.choose(other.values);
  await send(other);
  expect(sent).toEqual(['First, and more']);
});

test('another attempt has the same key, and stores no draft of what was sent', async () => {
  const draft = await tab();
  isOnline = false;
  draft.update({ text: 'Yes.' });
  await expect(send(draft)).rejects.toThrow('offline');
  isOnline = true;
  await send(draft);
  expect([keys[0], stored, sent]).toEqual([keys[1], NONE, ['Yes.']]);
});

/** Begins to send, and types the rest while the message is on its way. */
function typeWhileSending(draft: ServerDraft, more: string): Promise<string> {
  return draft.send(async (values, version, key) => {
    keys.push(key);
    if (draft.values.text !== more) draft.update({ text: more });
    await new Promise((go) => setTimeout(go, 1000));
    if (version !== stored.version) throw new ApiError(409, 'Conflict', 'Changed.', {}, stored);
    sent.push(values.text);
    end();
    return key;
  });
}

test('what was typed while a message was on its way is neither sent with it nor lost', async () => {
  const draft = await tab();
  draft.update({ text: 'Dear Sam', subject: 'Sister', attachments: ['d1'] });
  await typeWhileSending(draft, 'Dear Sam, and one more thing');
  expect([sent, draft.values.text, draft.other]).toEqual([['Dear Sam'], ', and one more thing', null]);
  expect([draft.values.subject, draft.values.attachments]).toEqual(['', []]);
  await waitFor(() => expect(stored.text).toBe(', and one more thing'));
  expect(stored.key).not.toBe(keys[0]);
  await send(draft);
  expect([sent, stored]).toEqual([['Dear Sam', ', and one more thing'], NONE]);
});

test('a message that was sent does not come back as a draft when what was typed after it is deleted', async () => {
  const draft = await tab();
  draft.update({ text: 'Yes.' });
  await draft.send(async ({ text }) => {
    draft.update({ text: `${text} No.` });
    await new Promise((go) => setTimeout(go, 1000));
    draft.update({ text });
    end();
  });
  await new Promise((go) => setTimeout(go, 50));
  expect([draft.values.text, stored]).toEqual(['', NONE]);
});

test('a page that is left sends what waits for the answer to an earlier save', async () => {
  const draft = await tab();
  const texts: string[] = [];
  const note = ({ text }: typeof NONE): Promise<void> => new Promise(() => texts.push(text));
  vi.stubGlobal('fetch', (request: Request) => request.json().then(note));
  draft.update({ text: 'One' });
  await waitFor(() => expect(texts).toEqual(['One']), { timeout: 3000 });
  draft.update({ text: 'One two' });
  await new Promise((go) => setTimeout(go, 1000));
  dispatchEvent(new Event('pagehide'));
  await waitFor(() => expect(texts).toEqual(['One', 'One two']));
});

test('a text that was written anew while a message was on its way stays whole', async () => {
  const draft = await tab();
  draft.update({ text: 'Yes.' });
  await typeWhileSending(draft, 'No.');
  expect([sent, draft.values.text]).toEqual([['Yes.'], 'No.']);
  await waitFor(() => expect(stored.text).toBe('No.'));
});

test('a message is sent over the same text of another tab also while more is typed', async () => {
  await write(await tab(), 'First');
  const other = await tab();
  stored = { ...stored, version: ++last };
  await typeWhileSending(other, 'First, second');
  expect([sent, other.other, other.values.text]).toEqual([['First'], null, ', second']);
  expect(keys[0]).toBe(keys[1]);
});

test('an older text is not sent again over a newer one that this tab has stored', async () => {
  const draft = await tab();
  draft.update({ text: 'Yes.' });
  const answer = draft.send(() => {
    draft.update({ text: 'Yes, and more' });
    stored = { ...stored, text: 'Yes, and more', version: ++last };
    return Promise.reject(new ApiError(409, 'Conflict', 'Changed.', {}, stored));
  });
  await expect(answer).rejects.toThrow('Not sent: you wrote more meanwhile.');
  expect([draft.values.text, draft.other]).toEqual(['Yes, and more', null]);
  await send(draft);
  expect(sent).toEqual(['Yes, and more']);
});

function Composer() {
  const draft = useServerDraft('c1', 't1');
  return (
    <>
      <OtherMessage draft={draft} />
      <textarea
        aria-label="Text"
        value={draft.values.text}
        onInput={(event) => draft.update({ text: event.currentTarget.value })}
      />
    </>
  );
}

test('the composer shows the other text, and takes it', async () => {
  render(<Composer />);
  fireEvent.input(screen.getByLabelText('Text'), { target: { value: 'Mine' } });
  await write(await tab(), 'From my phone');
  expect((await screen.findByRole('alert', undefined, { timeout: 3000 })).textContent).toContain('From my phone');
  expect(screen.getByLabelText<HTMLTextAreaElement>('Text').value).toBe('Mine');
  fireEvent.click(screen.getByRole('button', { name: 'Use the other text' }));
  expect(screen.getByLabelText<HTMLTextAreaElement>('Text').value).toBe('From my phone');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('what was typed last is stored as soon as the page is left', async () => {
  vi.useFakeTimers();
  const draft = new ServerDraft('c1', 't1', () => undefined);
  draft.open();
  draft.update({ text: 'Last words' });
  dispatchEvent(new Event('pagehide'));
  await vi.advanceTimersByTimeAsync(1);
  vi.useRealTimers();
  expect(stored.text).toBe('Last words');
});

/** Answers the next request after a second; the server has handled it before. */
function answerLate(): void {
  vi.stubGlobal('fetch', async (request: Request) => {
    vi.stubGlobal('fetch', answer);
    const late = await answer(request);
    await new Promise((go) => setTimeout(go, 1000));
    return late;
  });
}

test('a page that is left stores the newest text although an earlier save has no answer', async () => {
  const draft = await tab();
  answerLate();
  draft.update({ text: 'One' });
  dispatchEvent(new Event('pagehide'));
  await waitFor(() => expect(stored.text).toBe('One'));
  draft.update({ text: 'One two' });
  dispatchEvent(new Event('pagehide'));
  // The page was only hidden: the refusal was for this tab's own text, and needs no choice.
  await waitFor(() => expect(stored.text).toBe('One two'), { timeout: 3000 });
  expect(draft.other).toBeNull();
});

test('a page that is left while a message is being sent stores only what was typed after it', async () => {
  const draft = await tab();
  isOnline = false;
  draft.update({ text: 'Yes.' });
  const saves: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    saves.push(((await request.clone().json()) as typeof NONE).text);
    return answer(request);
  });
  await draft
    .send(async () => {
      isOnline = true;
      dispatchEvent(new Event('pagehide'));
      await new Promise((go) => setTimeout(go, 20));
      expect(saves).toEqual(['Yes.']);
      draft.update({ text: 'Yes. No.' });
      dispatchEvent(new Event('pagehide'));
      await waitFor(() => expect(stored.text).toBe('Yes. No.'));
      throw new ApiError(409, 'Conflict', 'Changed.', {}, stored);
    })
    .catch(() => undefined);
  expect([draft.values.text, draft.other]).toEqual(['Yes. No.', null]);
});
