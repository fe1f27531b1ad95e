import { useLocation } from 'preact-iso';
import { EntryPage } from './entry-page';
import { safePath } from './session';

const REASONS: Record<string, string> = {
  idle: 'You were away for 30 minutes, so we signed you out to keep records private.',
  ended: 'Your session has ended. Sign in again to go on where you were.',
  chosen: 'You are signed out on this device. You can close this page.',
};

export function SignedOut() {
  const { query } = useLocation();
  const place = safePath(query['next']);
  return (
    <EntryPage title="You’re signed out" lead={REASONS[query['why'] ?? ''] ?? REASONS['ended']}>
      <a class="button primary wide" href={place ? `/sign-in?next=${encodeURIComponent(place)}` : '/sign-in'}>
        Sign in again
      </a>
    </EntryPage>
  );
}
