import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/api-error';
import type { Resource } from '../api/resource';
import { Area } from './area';
import { Icon } from './icon';
import * as icons from './sign-in-icons';

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

export function Skeleton({ lines }: { lines: number }) {
  return (
    <div class="skeleton" aria-busy="true">
      <p class="unseen">Loading</p>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="bone" />
      ))}
    </div>
  );
}

export function LoadError({ error, retry }: { error: ApiError; retry: () => void }) {
  return (
    <div class="empty" role="alert">
      <Icon path={icons.alert} />
      <p>{error.message}</p>
      {![403, 404].includes(error.status) && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
