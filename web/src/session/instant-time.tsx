import { formatInstant } from '../kernel/dates';
import { isSameClock, localZone } from '../kernel/time-zones';
import { me } from './session';

/**
 * Shows an instant such as `Nov 24, 2026, 9:41 AM CST`.
 *
 * A client reads their own time, and the practice's below it in small print, where that
 * differs. Staff read the practice's time, by which its days are counted.
 */
export function InstantTime({ at, zone = localZone() }: { at: string; zone?: string }) {
  const { own, practice } = instantWords(at, zone);
  return (
    <time dateTime={at}>
      {own}
      {practice && <span class="hint">{practice} at the practice</span>}
    </time>
  );
}

/** Returns the reader's time, and the practice's where it must be shown too. */
function instantWords(at: string, ownZone: string): { own: string; practice: string } {
  const zone = me.value?.practice.zone ?? 'UTC';
  const practice = formatInstant(at, zone);
  if (me.value?.role !== 'client' || isSameClock(Date.parse(at), zone, ownZone)) return { own: practice, practice: '' };
  return { own: formatInstant(at, ownZone), practice };
}
