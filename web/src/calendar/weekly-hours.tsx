import type { TimeRange, WeeklyPart } from '../api/booking';
import type { FieldErrors } from '../ui/corrections';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { TimeRangeRow } from './time-ranges';

/** The days in the order of the calendar; the API counts them from Monday. */
const DAYS: [weekday: number, name: string][] = [
  [6, 'Sunday'],
  [0, 'Monday'],
  [1, 'Tuesday'],
  [2, 'Wednesday'],
  [3, 'Thursday'],
  [4, 'Friday'],
  [5, 'Saturday'],
];
const WORKDAYS = [0, 1, 2, 3, 4];
const USUAL = { from: '09:00', to: '17:00' };
const AFTERNOON = { from: '13:00', to: '17:00' };
const UNKNOWN = { from: '', to: '' };

interface WeeklyHoursProps {
  weekly: WeeklyPart[];
  onWeekly: (weekly: WeeklyPart[]) => void;
  error: FieldErrors;
}

/** Shows the open hours of each day of the week; a day may have several parts. */
export function WeeklyHours({ weekly, onWeekly, error }: WeeklyHoursProps) {
  const add = (weekday: number): void => {
    onWeekly([...weekly, { weekday, ...nextHours(weekly.filter((each) => each.weekday === weekday)) }]);
  };
  const monday = weekly.filter((each) => each.weekday === 0);
  const copy = (): void =>
    onWeekly([
      ...weekly.filter((each) => !WORKDAYS.includes(each.weekday)),
      ...WORKDAYS.flatMap((weekday) => monday.map((each) => ({ ...each, weekday }))),
    ]);
  return (
    <>
      <ul class="weekly">
        {DAYS.map(([weekday, name]) => (
          <li key={weekday}>
            <p class="strong">{name}</p>
            <div>
              {!weekly.some((each) => each.weekday === weekday) && <p class="muted">Closed</p>}
              {weekly.map(
                (part, n) =>
                  part.weekday === weekday && (
                    <TimeRangeRow
                      key={n}
                      of={name}
                      name={`weekly.${n}`}
                      value={part}
                      onValue={(value) => onWeekly(weekly.map((each, m) => (m === n ? { ...value, weekday } : each)))}
                      onRemove={() => onWeekly(weekly.filter((_, m) => m !== n))}
                      error={error(`weekly.${n}`)}
                    />
                  ),
              )}
            </div>
            <button type="button" class="ghost small" onClick={() => add(weekday)}>
              <Icon path={icons.plus} />
              Add hours<span class="unseen"> on {name}</span>
            </button>
          </li>
        ))}
      </ul>
      {monday.length > 0 && (
        <button type="button" class="small" onClick={copy}>
          Copy Monday to Tuesday – Friday
        </button>
      )}
    </>
  );
}

/** Returns the hours to suggest for a day that has some parts; blank if the usual ones would overlap. */
export function nextHours(parts: TimeRange[]): TimeRange {
  if (!parts.length) return USUAL;
  return parts.every(({ to }) => to && to <= AFTERNOON.from) ? AFTERNOON : UNKNOWN;
}
