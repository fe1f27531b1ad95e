// What the calendar shows is in its address, so that Back, a bookmark and a reload show the same.
import { localZone } from '../kernel/time-zones';
import { dayOf } from '../appointments/time-words';
import { serverNow } from '../kernel/server-clock';
import { isDate } from './days';

export type View = 'week' | 'day' | 'agenda' | 'past';

const VIEWS: readonly string[] = ['week', 'day', 'agenda', 'past'];

/** Returns the view; without one in the address, a week, or the agenda on a phone. A phone has no room for a week. */
export function viewOf(query: Record<string, string | undefined>, isWide: boolean): View {
  const named = query['view'] ?? '';
  const view = VIEWS.includes(named) ? (named as View) : isWide ? 'week' : 'agenda';
  return view === 'week' && !isWide ? 'day' : view;
}

/** Returns the date that is shown: the one in the address, or today's. */
export function dateOf(query: Record<string, string | undefined>): string {
  const day = query['day'];
  return isDate(day) ? day : todayHere();
}

export function todayHere(): string {
  return dayOf(serverNow(), localZone());
}

/** Returns the address of a view; `href` may have a provider in its query. */
export function addressOf(href: string, view: View, date?: string): string {
  return `${href}${href.includes('?') ? '&' : '?'}view=${view}${date ? `&day=${date}` : ''}`;
}
