import type { LocalMedia } from '../types';
import { deviceName } from './browser';
import { pausedWords } from './paused-words';

/** Says that the user's own device has paused the call, such as during a telephone call; a tap continues it. */
export function PausedHint({ local }: { local: LocalMedia }) {
  const device = deviceName();
  const words = pausedWords(local.paused.value, device);
  if (!words) return null;
  return (
    <div class="paused-hint" role="alert">
      <p>{words}</p>
      <button type="button" class="primary" onClick={() => local.resume()}>
        {device === 'computer' ? 'Continue' : 'Tap to continue'}
      </button>
    </div>
  );
}
