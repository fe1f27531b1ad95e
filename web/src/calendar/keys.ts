// How the arrow keys move the focus between the days and appointments of a view.

/** A place in a view: a column, and in it the heading (-1) or one of the boxes. */
export interface Place {
  column: number;
  row: number;
}

/** The tops of each column's boxes, in their order. */
export type Columns = number[][];

export const HEADING = -1;

/** Returns the nearest place that exists, for one whose appointment may be gone. */
export function existing(columns: Columns, { column, row }: Place): Place {
  const there = Math.max(0, Math.min(column, columns.length - 1));
  return { column: there, row: Math.min(row, (columns[there]?.length ?? 0) - 1) };
}

/** Returns where a key moves the focus; null for a key that does not. */
export function moved(columns: Columns, from: Place, key: string): Place | null {
  const { column, row } = from;
  switch (key) {
    case 'ArrowDown':
      return existing(columns, { column, row: row + 1 });
    case 'ArrowUp':
      return { column, row: Math.max(HEADING, row - 1) };
    case 'ArrowLeft':
      return beside(columns, from, -1);
    case 'ArrowRight':
      return beside(columns, from, 1);
    case 'Home':
      return { column: 0, row: HEADING };
    case 'End':
      return { column: columns.length - 1, row: HEADING };
    default:
      return null;
  }
}

/** Returns the box at about the same time in the next column, or its heading. */
function beside(columns: Columns, { column, row }: Place, step: number): Place {
  const tops = columns[column + step];
  if (!tops) return { column, row };
  const top = columns[column]?.[row];
  if (top === undefined || !tops.length) return { column: column + step, row: HEADING };
  const distances = tops.map((each) => Math.abs(each - top));
  return { column: column + step, row: distances.indexOf(Math.min(...distances)) };
}
