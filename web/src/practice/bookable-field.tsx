import { useId } from 'preact/hooks';
import type { Bookable as Choice } from '../api/booking';
import { Field, type FieldProps } from '../ui/field';
import type { VisitInput } from './visit-terms';

const CHOICES: [Choice, string, string][] = [
  ['no', 'Only by the practice', 'Clients do not see this service.'],
  ['request', 'On request', 'A client asks for a free time, and the provider confirms or declines.'],
  ['online', 'At once', 'A client books a free time without asking.'],
];

interface BookableProps {
  values: VisitInput;
  update: (change: Partial<VisitInput>) => void;
  notice: Omit<FieldProps, 'label'>;
  error: string | undefined;
}

/** Asks whether clients may book a service, and how early. */
export function Bookable({ values, update, notice, error }: BookableProps) {
  const name = useId();
  return (
    <section class="card">
      <fieldset class="choices" data-field="bookable">
        <legend class="strong">Who books it</legend>
        {CHOICES.map(([choice, words, hint]) => (
          <label key={choice} class="radio">
            <input
              type="radio"
              name={name}
              checked={values.bookable === choice}
              onChange={() => update({ bookable: choice })}
            />
            <span>
              {words}
              <span class="hint">{hint}</span>
            </span>
          </label>
        ))}
        {error && <p class="field-error">{error}</p>}
      </fieldset>
      {values.bookable !== 'no' && (
        <Field
          label="Minimum notice"
          inputMode="decimal"
          maxLength={6}
          hint="Hours between booking and the visit, so that nobody is surprised."
          {...notice}
        />
      )}
    </section>
  );
}
