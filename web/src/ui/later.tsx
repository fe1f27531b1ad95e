import type { ComponentChildren, ComponentType, FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';
import { LoadError, Skeleton } from './load-states';

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

interface LaterOptions<P> {
  /** How many lines the part takes, about, until it is loaded; by default it takes no place. */
  lines?: number;
  /** What is shown of a part that did not load; by default the sentence alone. */
  failed?: ((props: P, sentence: ComponentChildren) => ComponentChildren) | undefined;
  /** Whether the router shows the page before until this one is loaded or has failed. */
  isPage?: boolean;
}

const NOT_LOADED = new ApiError(0, '', 'This did not load. Try again, or reload the page.');

/** Returns a part of a page that is loaded when it is first shown; a failure says so and can be tried again. */
export function later<P extends object = object>(
  load: Load<P>,
  { lines, failed, isPage }: LaterOptions<P> = {},
): FunctionComponent<P> {
  let Part: ComponentType<P> | undefined;
  let hasFailed = false;
  let first: Promise<void> | undefined;
  const start = (): Promise<void> =>
    load().then(
      (loaded) => void (Part = loaded.default),
      () => void (hasFailed = true),
    );
  return function Later(props: P) {
    const [, redraw] = useState({});
    const retry = (): void => void start().then(() => redraw({}));
    useEffect(() => {
      // The router has started to load a page already; one that failed is tried again when it is opened again.
      if (hasFailed || !(Part || isPage)) retry();
    }, []);
    if (Part) return <Part {...props} />;
    const sentence = <LoadError error={NOT_LOADED} retry={retry} />;
    if (hasFailed) return <>{failed ? failed(props, sentence) : sentence}</>;
    if (isPage) {
      first ??= start();
      void first.then(() => redraw({}));
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router waits for a promise that is thrown
      throw first;
    }
    return lines ? <Skeleton lines={lines} /> : null;
  };
}

/** Returns a page that is loaded when it is first shown; `failed` as in `later`. */
export function laterPage<P extends object = object>(
  load: Load<P>,
  failed?: LaterOptions<P>['failed'],
): FunctionComponent<P> {
  return later(load, { failed, isPage: true });
}
