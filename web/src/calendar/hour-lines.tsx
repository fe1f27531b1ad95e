import { marksOf, type Axis, type Mark, type Range } from './axis';
import { placed } from './placed';

interface HourLinesProps {
  axis: Axis;
  part: Range;
}

/** Shows the hours at the left, each with a line across all columns. */
export function HourLines({ axis, part }: HourLinesProps) {
  const marks = marksOf(axis).filter(({ at }) => part.top <= at && at < part.bottom);
  return (
    <div class="hours" aria-hidden="true">
      {marks.map((mark) => (
        <span key={mark.at} style={placed({ top: mark.at, bottom: mark.at }, part)}>
          <span>{hourWords(mark)}</span>
        </span>
      ))}
    </div>
  );
}

/** Returns words such as `10 AM`; the second of two equal hours says so. */
function hourWords({ wall, isAgain }: Mark): string {
  const minute = wall % 60;
  const form = { hour: 'numeric', ...(minute && { minute: '2-digit' as const }), timeZone: 'UTC' } as const;
  const words = new Intl.DateTimeFormat('en-US', form).format(wall * 60_000);
  return isAgain ? `${words} again` : words;
}
