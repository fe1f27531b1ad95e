import { useId } from 'preact/hooks';
import { FieldFrame, inputAttributes, type FieldProps } from './field';

export function TextArea({
  label,
  name,
  value,
  onValue,
  hint,
  error,
  optional,
  rows = 3,
}: FieldProps & { rows?: number }) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hint, error, optional }}>
      <textarea
        {...inputAttributes(id, error, hint)}
        name={name}
        rows={rows}
        value={value}
        onInput={(e) => onValue(e.currentTarget.value)}
      />
    </FieldFrame>
  );
}
