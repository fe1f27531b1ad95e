import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Returns a part of a page that is loaded when it is first shown, and is empty until then. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let Part: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [, redraw] = useState({});
    useEffect(() => {
      if (Part) return;
      const take = (loaded: { default: ComponentType<P> }): void => {
        Part = loaded.default;
        redraw({});
      };
      // Without the part, the page works on; it is loaded again when it is shown again.
      load().then(take, () => undefined);
    }, []);
    return Part ? <Part {...props} /> : null;
  };
}
