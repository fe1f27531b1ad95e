import { formatIn } from '../kernel/time-zones';
import { todayHere } from './address';
import type { Stop } from './use-grid-focus';

interface DayLinkProps {
  href: string;
  date: string;
  /** The number of appointments on that day. */
  count: number;
  /** Whether it is the day that the page shows. */
  isCurrent: boolean;
  stop: ReturnType<Stop>;
  id?: string;
}

/** Shows a day of a week as a link to it, such as `Tue 24`. */
export function DayLink({ href, date, count, isCurrent, stop, id }: DayLinkProps) {
  const at = Date.parse(date);
  const isToday = date === todayHere();
  return (
    <a
      id={id}
      class={isToday ? 'day-link today' : 'day-link'}
      href={href}
      aria-current={isCurrent ? 'page' : undefined}
      {...stop}
    >
      <span class="unseen">
        {formatIn('UTC', { weekday: 'long', month: 'long', day: 'numeric' }, at)}
        {isToday && ', today'}, {count === 1 ? '1 appointment' : `${count} appointments`}
      </span>
      <span aria-hidden="true">
        {formatIn('UTC', { weekday: 'short' }, at)} <strong>{formatIn('UTC', { day: 'numeric' }, at)}</strong>
      </span>
      <span class={count ? 'dot' : 'dot none'} />
    </a>
  );
}
