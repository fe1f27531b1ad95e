import { useId } from 'preact/hooks';
import type { Location } from '../api/booking';
import { LOCATIONS } from './location-mark';
import type { FieldProps } from '../ui/field';
import { Icon } from '../ui/icon';
import { TextArea } from '../ui/text-area';
import type { VisitInput } from './visit-terms';

const CHOICES: [Location, string, string][] = [
  ['video', 'Video', 'Everybody joins a room in the browser.'],
  ['office', 'Office', 'The client comes to you.'],
  ['phone', 'Phone', 'The provider calls the number in the client’s profile.'],
];

interface LocationFieldProps {
  values: VisitInput;
  update: (change: Partial<VisitInput>) => void;
  directions: Omit<FieldProps, 'label'>;
  error: string | undefined;
}

/** Asks where a service takes place and, for an office, where to come. */
export function LocationField({ values, update, directions, error }: LocationFieldProps) {
  const name = useId();
  return (
    <section class="card">
      <fieldset class="choices" data-field="location">
        <legend class="strong">Where it takes place</legend>
        {CHOICES.map(([choice, words, hint]) => (
          <label key={choice} class="radio">
            <input
              type="radio"
              name={name}
              checked={values.location === choice}
              onChange={() => update({ location: choice })}
            />
            <span>
              <Icon path={LOCATIONS[choice].icon} /> {words}
              <span class="hint">{hint}</span>
            </span>
          </label>
        ))}
        {error && <p class="field-error">{error}</p>}
      </fieldset>
      {(values.location === 'office' || directions.error) && (
        <TextArea
          label="Where to come"
          optional
          hint="Address and directions, such as the floor or where to park. Clients read it after they sign in. Without it, they read the practice’s address."
          {...directions}
        />
      )}
    </section>
  );
}
