import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { EntryPage } from './entry-page';
import { safePath } from './safe-path';
import { retrySignOut, signOutPending } from './sign-out';

const REASONS: Record<string, string> = {
  idle: 'You were away for 30 minutes, so we signed you out to keep records private.',
  ended: 'Your session has ended. Sign in again to go on where you were.',
  elsewhere: 'You signed out in another tab.',
  SignedInElsewhere: 'You signed in in another browser, so you were signed out here.',
  SessionExpired: 'You were signed in for as long as a session may last. Sign in again to go on where you were.',
  PasswordChanged: 'Your password was changed, so you were signed out everywhere. Sign in with the new one.',
  AccessEnded: 'Your access to this practice has ended. Turn to an Admin of the practice if this was a mistake.',
  RoleRemoved:
    'The role in which you were signed in was taken from you. Turn to an Admin of the practice if this was a mistake.',
  chosen: 'You are signed out on this device. You can close this page.',
  unsent: 'You are signed out on this device. You can close this page.',
};

export default function SignedOut() {
  const { query } = useLocation();
  const place = safePath(query['next']);
  const why = query['why'] ?? '';
  const reason = REASONS[Object.hasOwn(REASONS, why) ? why : 'ended'];
  if (why === 'unsent' && signOutPending.value) return <StillSignedIn />;
  return (
    <EntryPage
      title="You’re signed out"
      lead={`${reason}${query['visit'] ? ' That ended your visit in this tab.' : ''}`}
    >
      <a class="button primary wide" href={place ? `/sign-in?next=${encodeURIComponent(place)}` : '/sign-in'}>
        Sign in again
      </a>
    </EntryPage>
  );
}

/** Says that the server does not know of the sign-out yet; it is tried again meanwhile. */
function StillSignedIn() {
  const [busy, setBusy] = useState(false);
  const retry = async (): Promise<void> => {
    setBusy(true);
    await retrySignOut();
    setBusy(false);
  };
  return (
    <EntryPage
      title="You’re not signed out yet"
      lead="Clocktree could not be reached, so your session is still open. Keep this page open: we try again by ourselves, and at once when you are online. Otherwise the session ends after 30 minutes without activity."
    >
      <button type="button" class="primary wide" aria-busy={busy} disabled={busy} onClick={() => void retry()}>
        Try again now
      </button>
      <p class="muted" role="status">
        {busy ? 'Trying again.' : ''}
      </p>
    </EntryPage>
  );
}
