import { useId } from 'preact/hooks';
import { FieldFrame, inputAttributes } from '../ui/field';
import { roomWords } from './templates';

interface TextFieldProps {
  label: string;
  value: string;
  onValue: (text: string) => void;
  error: string | undefined;
  rows: number;
}

/** The text of a note or an addendum; each paragraph has its own direction, so that Arabic reads right. */
export function TextField({ label, value, onValue, error, rows }: TextFieldProps) {
  const id = useId();
  const hint = roomWords(value);
  return (
    <FieldFrame {...{ id, label, hint, error }}>
      <textarea
        {...inputAttributes(id, error, hint)}
        class="note-input"
        name="text"
        rows={rows}
        dir="auto"
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}
