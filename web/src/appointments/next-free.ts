// The time that a new appointment is proposed for.
import * as booking from '../api/booking';
import type { Calendar } from '../api/booking';
import { useApi } from '../api/resource';
import { serverNow } from '../kernel/server-clock';
import { dayOf, spanOf } from './time-words';
import { isAhead } from './states';

const DAYS = 14;
const DAY_MS = 86_400_000;
const STEP_MS = 15 * 60_000;

interface Question {
  service: string;
  /** Empty while no provider is chosen. */
  provider: string;
  minutes: number;
  zone: string;
}

/** Returns the next time within working hours at which a provider is free; undefined if none is known. */
export function useNextFree({ service, provider, minutes, zone }: Question): number | undefined {
  const key = `availability:next:${service}:${provider}:${service ? '' : minutes}:${zone}`;
  const { data } = useApi(key, async () => {
    if (!provider) return { at: undefined };
    const now = serverNow();
    if (!service) {
      const [from, to] = [now, now + DAYS * DAY_MS].map((at) => new Date(at).toISOString()) as [string, string];
      return { at: nextOpen(await booking.calendar({ from, to, provider }), provider, minutes, now) };
    }
    const [from, to] = [dayOf(now, zone), dayOf(now + DAYS * DAY_MS, zone)];
    const { slots } = await booking.availability({ service, provider, from, to, zone });
    return { at: slots.map((each) => Date.parse(each.starts_at)).find((at) => at > now) };
  });
  return data?.at;
}

/** Returns the first quarter of an hour at which a provider works, has nothing else, and holds no time for an offer. */
export function nextOpen(
  { open, items, held }: Pick<Calendar, 'open' | 'items' | 'held'>,
  provider: string,
  minutes: number,
  now: number,
): number | undefined {
  const booked = items
    .filter((each) => isAhead(each) && each.provider_ids.includes(provider))
    .map((each) => ({
      start: Date.parse(each.starts_at) - each.buffer_before * 60_000,
      end: Date.parse(each.ends_at) + each.buffer_after * 60_000,
    }));
  const offered = held.filter((each) => each.provider_id === provider && Date.parse(each.until) > now);
  const busy = [...booked, ...offered.map(spanOf)];
  const length = minutes * 60_000;
  for (const { start, end } of open.filter((each) => each.provider_id === provider).map(spanOf))
    for (let at = Math.ceil(Math.max(start, now + STEP_MS) / STEP_MS) * STEP_MS; at + length <= end; at += STEP_MS)
      if (!busy.some((each) => each.start < at + length && at < each.end)) return at;
  return undefined;
}
