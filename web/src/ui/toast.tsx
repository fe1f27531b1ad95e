import { signal } from '@preact/signals';
import { Icon } from './icon';
import * as icons from './sign-in-icons';

const shown = signal<string | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(words: string): void {
  clearTimeout(timer);
  shown.value = words;
  timer = setTimeout(() => (shown.value = null), 6000);
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {shown.value && (
        <p class="toast">
          <Icon path={icons.checked} />
          {shown.value}
        </p>
      )}
    </div>
  );
}
