import type { FieldErrors } from './corrections';

interface Typed<T> {
  values: T;
  update: (change: Partial<T>) => void;
}

/** Returns the props of an input, by the name of its value; `others` are the server's names for it. */
export function bindField<T extends object>({ values, update }: Typed<T>, error: FieldErrors) {
  return (name: keyof T & string, ...others: string[]) => ({
    name,
    value: String(values[name]),
    error: error(name, ...others),
    onValue: (value: string) => update({ [name]: value } as Partial<T>),
  });
}
