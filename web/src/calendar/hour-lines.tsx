import { marksOf, type Axis, type Mark, type Range } from './axis';
import { placed } from './placed';

interface HourLinesProps {
  axis: Axis;
  part: Range;
}

/** Shows the hours at the left, where they stay when the columns scroll, each with a line across all columns. */
export function HourLines({ axis, part }: HourLinesProps) {
  const marks = marksOf(axis).filter(({ at }) => part.top <= at && at < part.bottom);
  return (
    <>
      <div class="hour-lines" aria-hidden="true">
        {marks.map(({ at }) => (
          <span key={at} style={placed({ top: at, bottom: at }, part)} />
        ))}
      </div>
      <div class="hours" aria-hidden="true">
        {marks.map((mark) => (
          <span key={mark.at} style={placed({ top: mark.at, bottom: mark.at }, part)}>
            {hourWords(mark)}
          </span>
        ))}
      </div>
    </>
  );
}

/** Returns words such as `10 AM`; the second of two equal hours says so. */
function hourWords({ wall, isAgain }: Mark): string {
  const hour = Math.floor(wall / 60) % 24;
  const minute = wall % 60 ? `:${String(wall % 60).padStart(2, '0')}` : '';
  const words = `${hour % 12 || 12}${minute} ${hour < 12 ? 'AM' : 'PM'}`;
  return isAgain ? `${words} again` : words;
}
