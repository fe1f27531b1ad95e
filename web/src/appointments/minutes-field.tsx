import { useId, useState } from 'preact/hooks';
import { FieldFrame, inputAttributes } from '../ui/field';
import { USUAL_MINUTES } from './time-input';

interface MinutesFieldProps {
  value: string;
  onValue: (value: string) => void;
  error: string | undefined;
}

export function MinutesField({ value, onValue, error }: MinutesFieldProps) {
  const name = useId();
  const [own, setOwn] = useState(false);
  // The length of a service is one of the choices too.
  const isLength = !own && /^[1-9]\d*$/.test(value);
  const choices = [...new Set([...USUAL_MINUTES, ...(isLength ? [value] : [])])].sort((a, b) => Number(a) - Number(b));
  const choose = (minutes: string): void => {
    setOwn(false);
    onValue(minutes);
  };
  return (
    <fieldset class="minutes" data-field="minutes">
      <legend>Length</legend>
      <div class="chips">
        {choices.map((minutes) => (
          <label key={minutes} class="chip">
            <input
              type="radio"
              name={name}
              class="unseen"
              checked={!own && value === minutes}
              onChange={() => choose(minutes)}
            />
            {minutes} min
          </label>
        ))}
        <label class="chip">
          <input type="radio" name={name} class="unseen" checked={own} onChange={() => setOwn(true)} />
          Other
        </label>
      </div>
      {(own || error) && <OwnMinutes value={value} onValue={onValue} error={error} />}
    </fieldset>
  );
}

function OwnMinutes({ value, onValue, error }: MinutesFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label="Minutes" error={error}>
      <input
        {...inputAttributes(id, error, undefined)}
        class="short"
        name="minutes"
        inputMode="numeric"
        autocomplete="off"
        maxLength={3}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}
