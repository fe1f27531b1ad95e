import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Returns a part of a page that is loaded when it is first shown; until then it is empty, or says that it failed. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let Part: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [hasFailed, setHasFailed] = useState(false);
    const [, redraw] = useState({});
    const start = (): void => {
      setHasFailed(false);
      load().then(
        (loaded) => {
          Part = loaded.default;
          redraw({});
        },
        () => setHasFailed(true),
      );
    };
    useEffect(() => {
      if (!Part) start();
    }, []);
    if (Part) return <Part {...props} />;
    return hasFailed ? (
      <p class="field-error" role="alert">
        A part of this page did not load.{' '}
        <button type="button" onClick={start}>
          Try again
        </button>
      </p>
    ) : null;
  };
}
