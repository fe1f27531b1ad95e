import { useRef, useState } from 'preact/hooks';
import type { ApiError } from '../api/api-error';

/**
 * Returns the sentence for an input, until the person changes the input.
 *
 * `others`: further names under which the server may report the same input.
 */
export type FieldErrors = (name: string, ...others: string[]) => string | undefined;

const covers = (name: string, path: string): boolean => path === name || path.startsWith(`${name}.`);

/** Remembers which inputs were changed since an error: their sentences no longer hold. */
export function useCorrections(refusal: ApiError | null) {
  const [corrected, setCorrected] = useState<string[]>([]);
  const names = useRef(new Map<string, string[]>());
  const error: FieldErrors = (name, ...others) => {
    const all = [name, ...others];
    names.current.set(name, all);
    if (!refusal || corrected.includes(name)) return undefined;
    return all.map((each) => refusal.fieldError(each)).find((sentence) => sentence);
  };
  const isCorrected = (path: string): boolean =>
    corrected.some((name) => (names.current.get(name) ?? [name]).some((each) => covers(each, path)));
  const isDone = (): boolean => {
    const paths = Object.keys(refusal?.fields ?? {});
    return paths.length > 0 && paths.every(isCorrected);
  };
  const add = (target: EventTarget | null): void => {
    const name = refusal && nameOf(target);
    if (name && !corrected.includes(name)) setCorrected([...corrected, name]);
  };
  return { error, isDone, add, reset: () => setCorrected([]) };
}

/** Returns the name of an input; a group of inputs has its name in `data-field`. */
function nameOf(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  const group = target.closest<HTMLElement>('[data-field]');
  return group?.dataset['field'] ?? target.getAttribute('name') ?? undefined;
}
