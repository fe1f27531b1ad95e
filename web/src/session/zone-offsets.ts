import { useEffect } from 'preact/hooks';
import { loadZone } from '../api/time-zones';
import { hasZoneOffsets, isZone } from '../kernel/time-zones';

const TYPING_PAUSE_MS = 300;

/**
 * Loads the server's offsets of a zone, so that what is shown in the zone does not depend on the browser's own table.
 *
 * Until they are loaded, and for a zone that nobody knows, the browser's table is used.
 */
export function useZoneOffsets(typed: string | null | undefined): void {
  const zone = typed?.trim() ?? '';
  useEffect(() => {
    if (!zone || hasZoneOffsets(zone)) return;
    // A name that the browser does not know may be half typed.
    const timer = setTimeout(() => void loadZone(zone).catch(() => undefined), isZone(zone) ? 0 : TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [zone]);
}
