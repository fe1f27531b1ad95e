import type { RoomIcons } from '../visit/icons';
import type { MoreIcons } from './icons-more';

const FEW = {
  alert: 'M12 8v5m0 3.5v.01M10.3 3.9 2.4 17.6A2 2 0 0 0 4.1 20.6h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z',
  checked: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-4 9.2 2.8 2.8L16 9.5',
  chevron: 'M9 5l7 7-7 7',
  close: 'M6 6l12 12M18 6 6 18',
  minus: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-4 9h8',
};

export type IconName = keyof typeof FEW | MoreIcons | RoomIcons;

// Signing in needs five; the signed-in pages bring theirs along.
const PATHS: Partial<Record<IconName, string>> = { ...FEW };

export function bring(more: Partial<Record<IconName, string>>): void {
  Object.assign(PATHS, more);
}

/** Always beside a word, or inside a control that carries its own label: hidden from screen readers. */
export function Icon({ name, class: more = '' }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${more}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name] ?? ''} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="14" />
      <circle cx="32" cy="26" r="15" />
      <path d="M32 17v10l6 4M32 41v12M24 53h16" />
    </svg>
  );
}
