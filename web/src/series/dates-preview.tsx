import type { SeriesDate } from '../api/appointments';
import { formatIn } from '../kernel/time-zones';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import type { Dates } from './use-dates';

interface DatesPreviewProps extends Dates {
  /** The days that are left out, as `YYYY-MM-DD`. */
  skip: string[];
  onSkip: (skip: string[]) => void;
}

/** Shows the dates of a series before it is booked, and which of them are taken. */
export function DatesPreview({ dates, problem, skip, onSkip }: DatesPreviewProps) {
  const taken = (dates ?? []).filter((each) => each.is_taken);
  return (
    <div class="series-dates">
      <p role="status" class={problem ? 'field-error' : undefined}>
        {problem || (dates ? <strong>{summaryOf(dates)}</strong> : '')}
      </p>
      {dates && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls is reached by the keyboard
        <ol tabIndex={0} aria-label="Dates of the series">
          {dates.map((each) => (
            <DateLine key={each.starts_at} of={each} onSkip={() => onSkip([...skip, dayOf(each)])} />
          ))}
        </ol>
      )}
      {taken.length > 1 && (
        <button type="button" class="small" onClick={() => onSkip([...skip, ...taken.map(dayOf)])}>
          Leave out all {taken.length} taken dates
        </button>
      )}
      {skip.length > 0 && (
        <p class="hint">
          {skip.length === 1 ? '1 date is left out.' : `${skip.length} dates are left out.`}{' '}
          <button type="button" class="ghost small" onClick={() => onSkip([])}>
            Put back
          </button>
        </p>
      )}
    </div>
  );
}

function DateLine({ of, onSkip }: { of: SeriesDate; onSkip: () => void }) {
  const words = timeOf(of, { weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
  return (
    <li class={of.is_taken ? 'is-taken' : undefined}>
      <time dateTime={of.starts_at}>{words}</time>
      {of.is_shifted && <span class="hint">later, because the clock skips this time</span>}
      {of.is_taken && (
        <>
          <span class="taken">
            <Icon path={icons.alert} />
            Taken
          </span>
          <button type="button" class="ghost small" onClick={onSkip}>
            Leave out<span class="unseen"> {words}</span>
          </button>
        </>
      )}
    </li>
  );
}

/** Returns a sentence such as `10 visits at 10:00 AM EST, until Feb 9, 2027`. */
export function summaryOf(dates: SeriesDate[]): string {
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) return '';
  const time = timeOf(first, { hour: 'numeric', minute: '2-digit' });
  return `${dates.length} visits at ${time}, until ${timeOf(last, { dateStyle: 'medium' })}`;
}

function timeOf({ starts_at: at, zone }: SeriesDate, form: Intl.DateTimeFormatOptions): string {
  return formatIn(zone, form, Date.parse(at));
}

function dayOf({ local }: SeriesDate): string {
  return local.slice(0, 10);
}
