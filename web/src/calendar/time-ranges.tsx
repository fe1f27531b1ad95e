import { useId } from 'preact/hooks';
import type { TimeRange } from '../api/booking';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';

/** How the API writes the end of a day, and how a time field does. */
const MIDNIGHT = '24:00';
const AS_TYPED = '00:00';

interface TimeRangeRowProps {
  /** Names the day, for screen readers. */
  of: string;
  name: string;
  value: TimeRange;
  onValue: (value: TimeRange) => void;
  onRemove: () => void;
  error: string | undefined;
}

/** Shows the fields of one open part of a day. */
export function TimeRangeRow({ of, name, value, onValue, onRemove, error }: TimeRangeRowProps) {
  const id = useId();
  const described = error ? `${id}-error` : undefined;
  const input = (end: 'from' | 'to', words: string) => (
    <>
      <label class="unseen" for={`${id}-${end}`}>
        {of}, {words}
      </label>
      <input
        id={`${id}-${end}`}
        type="time"
        name={`${name}.${end}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={described}
        value={end === 'to' && value.to === MIDNIGHT ? AS_TYPED : value[end]}
        onInput={(event) => onValue({ ...value, [end]: typedTime(end, event.currentTarget.value) })}
      />
    </>
  );
  return (
    <div class="time-range" data-field={name}>
      <div class="time-fields">
        {input('from', 'from')}
        <span aria-hidden="true">–</span>
        {input('to', 'to')}
        <button type="button" class="ghost square" onClick={onRemove}>
          <Icon path={icons.close} />
          <span class="unseen">
            Remove {of}, {value.from} to {value.to}
          </span>
        </button>
      </div>
      {error && (
        <p class="field-error" id={described}>
          <Icon path={icons.alert} />
          {error}
        </p>
      )}
    </div>
  );
}

function typedTime(end: 'from' | 'to', typed: string): string {
  return end === 'to' && typed === AS_TYPED ? MIDNIGHT : typed;
}

/** Returns a sentence for a part that ends before it begins, or is not written whole. */
export function rangeError({ from, to }: TimeRange): string | undefined {
  if (!from || !to) return 'Write both times, such as 9:00 AM and 5:00 PM.';
  return from < to ? undefined : 'The end must be later than the beginning.';
}

/** Returns a sentence for a part that another one of the same day covers. */
export function overlapError(one: TimeRange, others: TimeRange[]): string | undefined {
  const isCovered = others.some((other) => other !== one && one.from < other.to && other.from < one.to);
  return isCovered ? 'Two parts of this day overlap. Change or remove one of them.' : undefined;
}
