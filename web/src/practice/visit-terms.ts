// What an Admin types about a service of visits, and what is sent.
import type { Bookable, Location, VisitService, VisitServiceBody } from '../api/booking';
import { parseMoney, toDecimal } from '../kernel/money';

const CURRENCY = 'USD';
const MAX_DIRECTIONS = 300;

/** The longest notice period for cancelling, in hours. */
const MAX_PERIOD = 336;

/** As typed; `notice` and `period`, the notice period for cancelling, are in hours. */
export interface VisitInput {
  name: string;
  description: string;
  minutes: string;
  price: string;
  before: string;
  after: string;
  notice: string;
  period: string;
  bookable: Bookable;
  location: Location;
  /** Where to come for a visit at an office; kept at another location, for office visits that are booked already. */
  directions: string;
  providers: string[];
  enabled: boolean;
}

export function blankTerms(): VisitInput {
  return {
    name: '',
    description: '',
    minutes: '50',
    price: '',
    before: '0',
    after: '10',
    notice: '24',
    period: '0',
    bookable: 'request',
    location: 'video',
    directions: '',
    providers: [],
    enabled: true,
  };
}

export function inputOf({ name, description, enabled, providers, visit }: VisitService): VisitInput {
  const blank = { ...blankTerms(), name, description, enabled };
  if (!visit) return blank;
  return {
    ...blank,
    minutes: String(visit.minutes),
    price: visit.price ? toDecimal(visit.price) : '',
    before: String(visit.buffer_before ?? 0),
    after: String(visit.buffer_after ?? 0),
    notice: hoursOf(visit.minimum_notice),
    period: hoursOf(visit.notice_period),
    bookable: visit.bookable ?? 'no',
    location: visit.location ?? 'video',
    directions: visit.directions ?? '',
    providers: providers.filter((each) => each.assigned).map((each) => each.id),
  };
}

/** Returns a sentence for each field that cannot be taken. */
export function errorsOf(typed: VisitInput): Record<string, string | undefined> {
  const price = typed.price.trim() ? parseMoney(typed.price, CURRENCY) : null;
  return {
    name: typed.name.trim() ? undefined : 'Enter a name, such as First visit.',
    minutes: isWhole(typed.minutes, 5, 480) ? undefined : 'Write how long it takes, from 5 to 480 minutes.',
    price: price && 'error' in price ? price.error : undefined,
    before: isWhole(typed.before, 0, 120) ? undefined : 'Use 0 to 120 minutes.',
    after: isWhole(typed.after, 0, 120) ? undefined : 'Use 0 to 120 minutes.',
    notice: minutesOf(typed.notice, 720) === null ? 'Use 0 to 720 hours, such as 24 or 1.5.' : undefined,
    period:
      minutesOf(typed.period, MAX_PERIOD) === null ? `Use 0 to ${MAX_PERIOD} hours, such as 24 or 48.` : undefined,
    directions:
      typed.directions.trim().length > MAX_DIRECTIONS ? `Use at most ${MAX_DIRECTIONS} characters.` : undefined,
  };
}

/** Returns what is sent, for values without errors. */
export function termsOf(typed: VisitInput): VisitServiceBody {
  const price = typed.price.trim() ? parseMoney(typed.price, CURRENCY) : null;
  return {
    name: typed.name.trim(),
    description: typed.description.trim(),
    enabled: typed.enabled,
    provider_ids: typed.providers,
    visit: {
      minutes: Number(typed.minutes),
      price: price && 'money' in price ? price.money : null,
      buffer_before: Number(typed.before),
      buffer_after: Number(typed.after),
      minimum_notice: minutesOf(typed.notice, 720) ?? 0,
      notice_period: minutesOf(typed.period, MAX_PERIOD) ?? 0,
      location: typed.location,
      bookable: typed.bookable,
      directions: typed.directions.trim(),
    },
  };
}

/** Returns hours, such as `1.5`, in minutes; null for what is no such number. */
function minutesOf(typed: string, maximum: number): number | null {
  const hours = /^\d{1,3}(\.\d{1,2})?$/.test(typed.trim()) ? Number(typed) : NaN;
  return hours <= maximum ? Math.round(hours * 60) : null;
}

/** Returns minutes in hours with up to two decimals, which are sent as the same minutes. */
function hoursOf(minutes = 0): string {
  return String(Math.round((minutes * 100) / 60) / 100);
}

function isWhole(typed: string, minimum: number, maximum: number): boolean {
  return /^\d{1,3}$/.test(typed.trim()) && Number(typed) >= minimum && Number(typed) <= maximum;
}
