import { Field } from '../ui/field';
import { checkFields } from '../ui/form';

interface CodeProps {
  value: string;
  onValue: (value: string) => void;
  error?: string;
}

export function CodeField({ value, onValue, error }: CodeProps) {
  return (
    <div class="code">
      <Field
        label="6-digit code"
        name="code"
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={9}
        value={value}
        onValue={onValue}
        error={error}
      />
    </div>
  );
}

/** Returns the six digits of `123 456`, as apps show it. Raises: ApiError. */
export function sixDigits(typed: string): string {
  const digits = typed.replaceAll(/\D/g, '');
  checkFields({ code: digits.length === 6 ? undefined : 'Enter all 6 digits of the code.' });
  return digits;
}
