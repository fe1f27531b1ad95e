interface Typed<T> {
  values: T;
  update: (change: Partial<T>) => void;
}

/** Returns the props of an input, by the name of its value. */
export function bindField<T extends object>({ values, update }: Typed<T>, error: (name: string) => string | undefined) {
  return (name: keyof T & string) => ({
    name,
    value: String(values[name]),
    error: error(name),
    onValue: (value: string) => update({ [name]: value } as Partial<T>),
  });
}
