const ROW = 'tr, li';

/**
 * Makes a click anywhere in a row follow the row's link.
 *
 * CSS lays the link over its whole row (`ui/styles/rows.css`); this is for browsers that place it otherwise in a table.
 */
export function watchRows(): void {
  document.addEventListener('click', followRow);
}

function followRow(event: MouseEvent): void {
  const target = event.target;
  if (!(target instanceof Element) || target.closest('a, button, input, label, summary')) return;
  const link = target.closest(ROW)?.querySelector('a.row-link');
  if (!link || getSelection()?.toString()) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
}
