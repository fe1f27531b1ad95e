import type { CSSProperties } from 'preact';
import type { Range } from './axis';
import type { Share } from './boxes';

/** Returns the style that puts something at its place within the shown part of the axis, and at its share of the width. */
export function placed(at: Range & Partial<Share>, part: Range): CSSProperties {
  const { lane = 0, lanes = 1, width = 1 } = at;
  return {
    '--top': at.top - part.top,
    '--height': at.bottom - at.top,
    '--left': lane / lanes,
    '--width': width / lanes,
  };
}
