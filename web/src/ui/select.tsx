import { useId } from 'preact/hooks';
import { FieldFrame, inputAttributes, type FieldProps } from './field';

type Choices = { value: string; label: string }[];

export function Select({ label, name, value, onValue, hint, error, choices }: FieldProps & { choices: Choices }) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hint, error }}>
      <select
        {...inputAttributes(id, error, hint)}
        name={name}
        value={value}
        onChange={(e) => onValue(e.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
