import { useId } from 'preact/hooks';
import { Frame, tie, type FieldProps } from './field';

type Choices = { value: string; label: string }[];

export function Select({ label, name, value, onValue, hint, error, choices }: FieldProps & { choices: Choices }) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error }}>
      <select {...tie(id, error, hint)} name={name} value={value} onChange={(e) => onValue(e.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}
