import { formatCountdown } from './countdown';
import { Dialog } from '../ui/dialog';
import { askAndSignOut } from './visit-warning';
import { staySignedIn, warningSeconds } from './activity';

/** Warns two minutes before the sign-out; only its buttons count as activity. */
export function IdleWarning() {
  const seconds = warningSeconds.value;
  if (seconds === null) return null;
  return (
    <Dialog alert title={`You’ll be signed out in ${formatCountdown(seconds)}`} onClose={staySignedIn}>
      <p>Nobody has used Clocktree here for 28 minutes. To keep records private we sign you out at 30.</p>
      <div class="dialog-foot">
        <button type="button" onClick={askAndSignOut}>
          Sign out now
        </button>
        <button type="button" class="primary" autofocus onClick={staySignedIn}>
          Stay signed in
        </button>
      </div>
    </Dialog>
  );
}
