import { useEffect, useRef, useState } from 'preact/hooks';
import { existing, HEADING, moved, type Columns, type Place } from './keys';

/**
 * Makes one stop for Tab of all days and appointments; the arrow keys move between them.
 *
 * `onStep`: goes a week back (-1) or forth (1), by PageUp and PageDown.
 */
export function useGridFocus(columns: Columns, first: number, onStep: (step: number) => void) {
  const grid = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Place>({ column: first, row: HEADING });
  useEffect(() => setChosen({ column: first, row: HEADING }), [first]);
  const current = existing(columns, chosen);
  const go = (place: Place): void => {
    setChosen(place);
    grid.current?.querySelector<HTMLElement>(`[data-place="${nameOf(place)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const step = { PageUp: -1, PageDown: 1 }[event.key];
    const place = step ? { column: current.column, row: HEADING } : moved(columns, current, event.key);
    if (!place) return;
    event.preventDefault();
    go(place);
    if (step) onStep(step);
  };
  /** Returns the attributes of the link at a place. */
  const stop = (column: number, row: number) => ({
    'data-place': nameOf({ column, row }),
    tabIndex: column === current.column && row === current.row ? 0 : -1,
    onFocus: () => setChosen({ column, row }),
  });
  return { grid, onKeyDown, stop };
}

export type Stop = ReturnType<typeof useGridFocus>['stop'];

function nameOf({ column, row }: Place): string {
  return `${column} ${row}`;
}
