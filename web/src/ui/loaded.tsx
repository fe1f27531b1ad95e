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

/** Renders in a component of its own, so that an error is caught by the area around it. */
function Data<T>({ of, render }: { of: T; render: (data: T) => ComponentChildren }) {
  return <>{render(of)}</>;
}
