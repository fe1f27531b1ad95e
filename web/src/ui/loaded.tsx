import type { ComponentChildren } from 'preact';
import type { Resource } from '../api/resource';
import { Area } from './area';
import { LoadError, Skeleton } from './load-states';

/** Shows a skeleton, the error with "Try again", or the data. */
export function Loaded<T>({
  of,
  lines = 4,
  children,
}: {
  of: Resource<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}) {
  if (of.data !== undefined)
    return (
      <Area of={of.data}>
        <Data of={of.data} render={children} />
      </Area>
    );
  if (of.error) return <LoadError error={of.error} retry={of.reload} />;
  return <Skeleton lines={lines} />;
}

interface PartProps<T> {
  of: Pick<Resource<T>, 'data' | 'error' | 'reload'>;
  /** What the part shows: `The requests`. */
  what: string;
  children: (data: T) => ComponentChildren;
}

/** Shows a part of a page that waits for it: its data, or that it did not load, with "Try again". */
export function Part<T>({ of, what, children }: PartProps<T>) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  return of.error ? <LoadError error={of.error} retry={of.reload} what={what} /> : null;
}

/** Whether a part has neither its data nor an error yet. */
export function isPending({ data, error }: Pick<Resource<unknown>, 'data' | 'error'>): boolean {
  return data === undefined && !error;
}

/** Renders in a component of its own, so that an error is caught by the area around it. */
function Data<T>({ of, render }: { of: T; render: (data: T) => ComponentChildren }) {
  return <>{render(of)}</>;
}
