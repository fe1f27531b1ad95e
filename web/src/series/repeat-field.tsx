import { useEffect, useId } from 'preact/hooks';
import type { Booking } from '../api/appointments';
import { dayIn } from '../kernel/dates';
import { me } from '../session/session';
import { bindField } from '../ui/bind-field';
import type { FieldErrors } from '../ui/corrections';
import { DayField } from '../ui/day-field';
import { Field } from '../ui/field';
import { Select } from '../ui/select';
import { DatesPreview } from './dates-preview';
import { dayAfter, NO_REPEAT, WEEKDAYS, weekdayOf, type RepeatInput } from './rule';
import './series.css';
import { useDates } from './use-dates';

const LONGEST_DAYS = 731;
const KINDS = [
  { value: '', label: 'Does not repeat' },
  { value: 'week', label: 'Every week' },
  { value: 'weeks', label: 'Every 2 weeks' },
  { value: 'month', label: 'Every month' },
  { value: 'custom', label: 'Custom' },
];
const UNITS = [
  { value: 'DAILY', label: 'Days' },
  { value: 'WEEKLY', label: 'Weeks' },
  { value: 'MONTHLY', label: 'Months' },
];
const ENDS = [
  { value: 'count', label: 'By number' },
  { value: 'until', label: 'On a date' },
];

interface Values {
  repeat: RepeatInput | null;
  skip: string[];
}

export interface RepeatFieldProps {
  typed: { values: Values; update: (change: Partial<Values>) => void };
  error: FieldErrors;
  /** What would be booked once; null while it is not complete. */
  once: Booking | null;
  /** When it begins, as soon as that is known. */
  start: string | undefined;
  /** Gets the number of appointments; null while it is not known. */
  onCount: (count: number | null) => void;
}

/** Asks whether a visit repeats, and shows the dates. */
export default function RepeatField({ typed, error, once, start, onCount }: RepeatFieldProps) {
  const { values, update } = typed;
  const input = values.repeat ?? NO_REPEAT;
  const zone = me.value?.practice.zone ?? 'UTC';
  const first = start ? dayIn(start, zone) : '';
  // Other dates are another question, so nothing is left out of them yet.
  const change = (part: Partial<RepeatInput>): void => update({ repeat: { ...input, ...part }, skip: [] });
  const on = bindField({ values: input, update: change }, error);
  const preview = useDates(once?.repeat ? once : null);
  const count = preview.dates?.length ?? null;
  useEffect(() => onCount(count), [count, onCount]);
  return (
    <div class="repeats">
      <Select label="Repeats" {...on('kind', 'repeat')} choices={KINDS} />
      {input.kind === 'custom' && <Custom input={input} first={first} change={change} error={error} />}
      {input.kind && (
        <>
          <div class="side-by-side">
            <Select label="Ends" {...on('ends')} choices={ENDS} />
            {input.ends === 'count' ? (
              <Field label="Visits" inputMode="numeric" maxLength={2} {...on('count')} />
            ) : (
              <DayField label="Last day" min={first || undefined} max={limitOf(first)} {...on('until')} />
            )}
          </div>
          {!once && <p class="hint">Choose whom it is for and when it begins to see the dates.</p>}
          <DatesPreview {...preview} skip={values.skip} onSkip={(skip) => update({ skip })} />
        </>
      )}
    </div>
  );
}

function limitOf(first: string): string | undefined {
  return first ? dayAfter(first, LONGEST_DAYS) : undefined;
}

interface CustomProps {
  input: RepeatInput;
  /** The day of the first visit. */
  first: string;
  change: (part: Partial<RepeatInput>) => void;
  error: FieldErrors;
}

function Custom({ input, first, change, error }: CustomProps) {
  const on = bindField({ values: input, update: change }, error);
  return (
    <>
      <div class="side-by-side">
        <Field label="Every" inputMode="numeric" maxLength={2} {...on('every')} />
        <Select label="Days, weeks or months" {...on('unit')} choices={UNITS} />
      </div>
      {input.unit === 'WEEKLY' && <Weekdays input={input} first={first} change={change} />}
    </>
  );
}

function Weekdays({ input, first, change }: Omit<CustomProps, 'error'>) {
  const id = useId();
  const fixed = first ? weekdayOf(first) : -1;
  const toggle = (day: number): void =>
    change({ days: input.days.includes(day) ? input.days.filter((each) => each !== day) : [...input.days, day] });
  return (
    <fieldset class="weekdays">
      <legend>On</legend>
      <div class="chips">
        {WEEKDAYS.map((name, day) => (
          <label key={name} class="chip">
            <input
              type="checkbox"
              class="unseen"
              name={`${id}-${day}`}
              aria-label={name}
              checked={day === fixed || input.days.includes(day)}
              disabled={day === fixed}
              onChange={() => toggle(day)}
            />
            <span aria-hidden="true">{name.slice(0, 3)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
