import { loadZone } from '../api/time-zones';
import { useApi } from '../api/resource';
import { isZone } from '../kernel/time-zones';
import { serverNow } from '../kernel/server-clock';
import { checkFields } from '../ui/form';
import { parseTime, type ParsedTime, type TimeInput } from './time-input';

/** Loads the offsets of the zone in a form, so that the form shows what the server will read. */
export function useZoneOffsets(typed: string): void {
  const zone = isZone(typed.trim()) ? typed.trim() : 'UTC';
  useApi(`zone:${zone}`, () => loadZone(zone));
}

/**
 * Parses a typed time by the server's table, which is loaded first.
 *
 * Raises: ApiError, when the time has errors or the table cannot be loaded.
 */
export async function readTime(typed: TimeInput): Promise<ParsedTime> {
  checkFields(parseTime(typed, serverNow()).errors);
  await loadZone(typed.zone.trim());
  const time = parseTime(typed, serverNow());
  checkFields(time.errors);
  return time;
}
