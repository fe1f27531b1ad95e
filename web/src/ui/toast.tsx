import { signal } from '@preact/signals';
import { Icon } from './icon';
import * as icons from './sign-in-icons';

const message = signal<string | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(words: string): void {
  clearTimeout(timer);
  message.value = words;
  timer = setTimeout(() => (message.value = null), 6000);
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {message.value && (
        <p class="toast">
          <Icon path={icons.checked} />
          {message.value}
        </p>
      )}
    </div>
  );
}
