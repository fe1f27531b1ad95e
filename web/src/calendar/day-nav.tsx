import { useLocation } from 'preact-iso';
import { useId } from 'preact/hooks';
import { FIRST_DAY, LAST_DAY } from '../ui/day-field';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { addressOf, todayHere, type View } from './address';
import { addDays, isDate } from './days';

interface DayNavProps {
  href: string;
  view: View;
  date: string;
}

/** Shows the ways to another week or day. */
export function DayNav({ href, view, date }: DayNavProps) {
  const { route } = useLocation();
  const id = useId();
  const unit = view === 'week' ? 'week' : 'day';
  const days = view === 'week' ? 7 : 1;
  const pick = (picked: string): void => {
    if (isDate(picked) && picked >= FIRST_DAY && picked <= LAST_DAY) route(addressOf(href, view, picked));
  };
  return (
    <div class="day-nav">
      <a class="button square back-one" href={addressOf(href, view, addDays(date, -days))}>
        <Icon path={icons.chevron} />
        <span class="unseen">Previous {unit}</span>
      </a>
      <a class="button" href={addressOf(href, view, todayHere())}>
        Today
      </a>
      <a class="button square" href={addressOf(href, view, addDays(date, days))}>
        <Icon path={icons.chevron} />
        <span class="unseen">Next {unit}</span>
      </a>
      <label class="unseen" for={id}>
        Go to day
      </label>
      <input
        id={id}
        type="date"
        min={FIRST_DAY}
        max={LAST_DAY}
        value={date}
        onChange={(event) => pick(event.currentTarget.value)}
      />
    </div>
  );
}
