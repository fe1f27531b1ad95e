import { useId, useState } from 'preact/hooks';
import { formatDate } from '../kernel/dates';
import { FieldFrame, inputAttributes, type FieldProps } from './field';
import { unreadableWords } from './unreadable-input';

export const FIRST_DAY = '2000-01-01';
export const LAST_DAY = '2199-12-31';

interface DayFieldProps extends FieldProps {
  min?: string;
  max?: string;
}

/**
 * Shows a field for a day, as `YYYY-MM-DD`.
 *
 * What the browser cannot read, or what is outside `min` and `max`, stays visible with an error and is not passed on;
 * a form with such a field is not sent (`useSubmit`).
 */
export function DayField({
  label,
  name,
  value,
  onValue,
  hint,
  error,
  optional,
  min = FIRST_DAY,
  max = LAST_DAY,
}: DayFieldProps) {
  const id = useId();
  // What the input shows while it is not passed on; null while it shows `value`.
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const read = (input: HTMLInputElement): void => {
    const isReadable = !unreadableWords(input);
    setTyped(isReadable ? null : input.value);
    if (isReadable) setProblem(undefined);
    if (isReadable && input.value !== value) onValue(input.value);
  };
  const words = problem ?? error;
  return (
    <FieldFrame {...{ id, label, hint, optional }} error={words}>
      <input
        {...inputAttributes(id, words, hint)}
        type="date"
        name={name}
        min={min}
        max={max}
        data-range={`Write a day from ${formatDate(min)} to ${formatDate(max)}, with four digits for the year.`}
        value={typed ?? value}
        onInput={(event) => read(event.currentTarget)}
        onBlur={(event) => setProblem(unreadableWords(event.currentTarget))}
      />
    </FieldFrame>
  );
}
