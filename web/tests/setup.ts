import { cleanup } from '@testing-library/preact';
import { afterAll, vi } from 'vitest';

// All files share one window. Each begins with modules of its own, and what it leaves behind is removed.
vi.resetModules();
const showModal = Object.getOwnPropertyDescriptor(HTMLDialogElement.prototype, 'showModal')!;
const removeListeners = [window, document].map(recordListeners);
const closeChannels = recordChannels();
const clearTimers = recordTimers();

afterAll(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  clearTimers();
  closeChannels();
  removeListeners.forEach((remove) => remove());
  Object.defineProperty(HTMLDialogElement.prototype, 'showModal', showModal);
  localStorage.clear();
  sessionStorage.clear();
  document.body.innerHTML = '';
  history.replaceState(null, '', '/');
});

/** Records the listeners that are added to a target; the function that it returns removes them. */
function recordListeners(target: EventTarget): () => void {
  const add = target.addEventListener.bind(target);
  const added: Parameters<EventTarget['addEventListener']>[] = [];
  target.addEventListener = (...listener) => {
    added.push(listener);
    add(...listener);
  };
  return () => {
    target.addEventListener = add;
    added.forEach(([type, listener, options]) => target.removeEventListener(type, listener, options));
  };
}

/** Records the channels between tabs that modules open; the function that it returns closes them. */
function recordChannels(): () => void {
  const opened: BroadcastChannel[] = [];
  const Channel = BroadcastChannel;
  globalThis.BroadcastChannel = class extends Channel {
    constructor(name: string) {
      super(name);
      opened.push(this);
    }
  };
  return () => {
    globalThis.BroadcastChannel = Channel;
    opened.forEach((channel) => channel.close());
  };
}

/** Records the timers that are started; the function that it returns stops them. */
function recordTimers(): () => void {
  type Start = (...input: unknown[]) => unknown;
  const real = { setInterval, setTimeout };
  const started: unknown[] = [];
  const recorded =
    (start: Start) =>
    (...input: unknown[]) => {
      const timer = start(...input);
      started.push(timer);
      return timer;
    };
  Object.assign(globalThis, {
    setInterval: recorded(setInterval as Start),
    setTimeout: recorded(setTimeout as Start),
  });
  return () => {
    Object.assign(globalThis, real);
    started.forEach((timer) => clearTimeout(timer as number));
  };
}
