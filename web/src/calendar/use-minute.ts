import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../kernel/server-clock';

const MINUTE_MS = 60_000;
const LOOK_MS = 10_000;

/** Returns the time by the server's clock, in whole minutes. */
export function useMinute(): number {
  const [now, setNow] = useState(wholeMinute);
  useEffect(() => {
    const look = (): void => setNow(wholeMinute());
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return now;
}

function wholeMinute(): number {
  return Math.floor(serverNow() / MINUTE_MS) * MINUTE_MS;
}
