import { signal } from '@preact/signals';
import { Icon, type IconPath } from './icon';
import * as icons from './sign-in-icons';

const message = signal<{ words: string; icon: IconPath } | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for six seconds what was done. */
export function toast(words: string, icon: IconPath = icons.checked): void {
  clearTimeout(timer);
  message.value = { words, icon };
  timer = setTimeout(() => (message.value = null), 6000);
}

/** Says for six seconds what was not done. */
export const toastProblem = (words: string): void => toast(words, icons.alert);

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {message.value && (
        <p class="toast">
          <Icon path={message.value.icon} />
          {message.value.words}
        </p>
      )}
    </div>
  );
}
