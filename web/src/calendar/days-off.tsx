import type { DayException, TimeOff } from '../api/booking';
import type { FieldErrors } from '../ui/corrections';
import { DayField } from '../ui/day-field';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { todayHere } from './address';
import { AffectedVisits } from './affected-visits';
import { TimeRangeRow } from './time-ranges';

/** Whose days they are, and by which clock. */
interface Whose {
  provider: string;
  zone: string;
}

interface TimeOffListProps {
  timeOff: TimeOff[];
  onTimeOff: (timeOff: TimeOff[]) => void;
  whose: Whose;
  error: FieldErrors;
}

/** Shows the times when a provider is away; both days of each are included. */
export function TimeOffList({ timeOff, onTimeOff, whose, error }: TimeOffListProps) {
  const put = (n: number, change: Partial<TimeOff>): void =>
    onTimeOff(timeOff.map((each, m) => (m === n ? { ...each, ...change } : each)));
  return (
    <>
      <ul class="entries">
        {timeOff.map(({ from, to }, n) => (
          <li key={n}>
            <div class="entry-row">
              <div class="pair">
                <DayField
                  label="First day"
                  name={`time_off.${n}.from`}
                  value={from}
                  onValue={(value) => put(n, { from: value, ...(to < value && { to: value }) })}
                  error={error(`time_off.${n}.from`)}
                />
                <DayField
                  label="Last day"
                  name={`time_off.${n}.to`}
                  value={to}
                  onValue={(value) => put(n, { to: value })}
                  error={error(`time_off.${n}.to`)}
                />
              </div>
              <Remove words={`time off from ${from}`} onPress={() => onTimeOff(timeOff.filter((_, m) => m !== n))} />
            </div>
            <AffectedVisits from={from} to={to} {...whose} />
          </li>
        ))}
      </ul>
      <Add words="Add time off" onPress={() => onTimeOff([...timeOff, { from: todayHere(), to: todayHere() }])} />
    </>
  );
}

interface ExceptionListProps {
  exceptions: DayException[];
  onExceptions: (exceptions: DayException[]) => void;
  whose: Whose;
  error: FieldErrors;
}

/** Shows the days whose hours are not those of their weekday. */
export function ExceptionList({ exceptions, onExceptions, whose, error }: ExceptionListProps) {
  const put = (n: number, change: Partial<DayException>): void =>
    onExceptions(exceptions.map((each, m) => (m === n ? { ...each, ...change } : each)));
  return (
    <>
      <ul class="entries">
        {exceptions.map(({ day, hours }, n) => (
          <li key={n}>
            <DayField
              label="Day"
              name={`exceptions.${n}.day`}
              value={day}
              onValue={(value) => put(n, { day: value })}
              error={error(`exceptions.${n}.day`)}
            />
            {!hours.length && <p class="muted">Closed on this day</p>}
            {hours.map((part, place) => (
              <TimeRangeRow
                key={place}
                of={day}
                name={`exceptions.${n}.hours.${place}`}
                value={part}
                onValue={(value) => put(n, { hours: hours.map((each, m) => (m === place ? value : each)) })}
                onRemove={() => put(n, { hours: hours.filter((_, m) => m !== place) })}
                error={error(`exceptions.${n}.hours.${place}`)}
              />
            ))}
            <div class="weekly-acts">
              <Add words="Add hours" onPress={() => put(n, { hours: [...hours, { from: '09:00', to: '17:00' }] })} />
              <Remove words={`day ${day}`} onPress={() => onExceptions(exceptions.filter((_, m) => m !== n))} />
            </div>
            <AffectedVisits from={day} to={day} hours={hours} {...whose} />
          </li>
        ))}
      </ul>
      <Add words="Add a day" onPress={() => onExceptions([...exceptions, { day: todayHere(), hours: [] }])} />
    </>
  );
}

function Add({ words, onPress }: { words: string; onPress: () => void }) {
  return (
    <button type="button" class="small" onClick={onPress}>
      <Icon path={icons.plus} />
      {words}
    </button>
  );
}

function Remove({ words, onPress }: { words: string; onPress: () => void }) {
  return (
    <button type="button" class="ghost small" onClick={onPress}>
      Remove<span class="unseen"> {words}</span>
    </button>
  );
}
