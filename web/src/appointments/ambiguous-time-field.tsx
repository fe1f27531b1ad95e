import { useId } from 'preact/hooks';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import type { AmbiguousTime } from './time-input';
import { timeWords } from './time-words';

interface AmbiguousTimeProps {
  of: AmbiguousTime;
  zone: string;
  offset: string;
  onOffset: (offset: string) => void;
  error: string | undefined;
}

/** Asks which time is meant on a night when the clocks change. */
export function AmbiguousTimeField({ of, zone, offset, onOffset, error }: AmbiguousTimeProps) {
  const name = useId();
  const words =
    of.kind === 'twice'
      ? 'Clocks go back that night, so this time comes twice. Which one do you mean?'
      : 'Clocks go forward that night, and this time is left out. Which one do you mean?';
  return (
    <fieldset class="doubt callout amber" data-field="offset" aria-describedby={error && `${name}-error`}>
      <legend>{words}</legend>
      {of.readings.map((reading, place) => (
        <label key={reading.offset} class="radio">
          {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props -- the form focuses the first invalid input by it */}
          <input
            type="radio"
            name={name}
            checked={offset === reading.offset}
            aria-invalid={error ? true : undefined}
            onChange={() => onOffset(reading.offset)}
          />
          <span>
            {timeWords(reading.at, zone)}
            {of.kind === 'twice' && (place ? ', the later one' : ', the earlier one')}
          </span>
        </label>
      ))}
      {error && (
        <p class="field-error" id={`${name}-error`}>
          <Icon path={icons.alert} />
          {error}
        </p>
      )}
    </fieldset>
  );
}
