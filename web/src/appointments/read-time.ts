import { loadZone } from '../api/time-zones';
import { serverNow } from '../kernel/server-clock';
import { checkFields } from '../ui/form';
import { parseTime, type ParsedTime, type TimeInput } from './time-input';

/**
 * Parses a typed time by the server's table, which is loaded first: the browser may not know the zone.
 *
 * `others`: the errors of the form's other fields, which are shown together with the time's. Raises: ApiError, when a
 * field has an error, or the table cannot be loaded.
 */
export async function readTime(typed: TimeInput, others: Record<string, string | undefined> = {}): Promise<ParsedTime> {
  const zone = typed.zone.trim();
  if (zone) await loadZone(zone);
  const time = parseTime(typed, serverNow());
  checkFields({ ...others, ...time.errors });
  return time;
}
