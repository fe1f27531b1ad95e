interface Typed<T> {
  values: T;
  update: (change: Partial<T>) => void;
}

/** What an input needs to stand for one typed value, by the name that the server knows it by. */
export function bindField<T extends object>({ values, update }: Typed<T>, error: (name: string) => string | undefined) {
  return (name: keyof T & string) => ({
    name,
    value: String(values[name]),
    error: error(name),
    onValue: (value: string) => update({ [name]: value } as Partial<T>),
  });
}
