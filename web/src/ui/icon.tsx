/** The `d` of an SVG path in a 24 × 24 box. */
export type IconPath = `M${string}`;

/** Shows an icon; hidden from screen readers, because a word or label is beside it. */
export function Icon({ path, class: more = '' }: { path: IconPath; class?: string }) {
  return (
    <svg class={`icon ${more}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path} />
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
