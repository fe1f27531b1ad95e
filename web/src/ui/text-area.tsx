import { useId } from 'preact/hooks';
import { Frame, tie, type FieldProps } from './field';

export function Area({ label, name, value, onValue, hint, error, optional, rows = 3 }: FieldProps & { rows?: number }) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, optional }}>
      <textarea
        {...tie(id, error, hint)}
        name={name}
        rows={rows}
        value={value}
        onInput={(e) => onValue(e.currentTarget.value)}
      />
    </Frame>
  );
}
