import type { TargetedMouseEvent } from 'preact';
import { LOCATIONS, LocationMark } from '../practice/location-mark';
import { formatIn, localZone } from '../kernel/time-zones';
import { Icon } from '../ui/icon';
import { gapsOf, rangeOf, type Axis, type Range } from './axis';
import { isOn, type Box } from './boxes';
import type { Day } from './days';
import { hrefOf, lookOf, type Entry } from './entries';
import { placed } from './placed';
import { instantAt } from './slots';
import type { Stop } from './use-grid-focus';

/** What all columns of a grid share. */
export interface GridFrame {
  axis: Axis;
  /** The part of the axis that is shown. */
  part: Range;
  now: number;
  /** The path before an appointment's id. */
  base: string;
  stop: Stop;
}

interface DayColumnProps extends GridFrame {
  column: number;
  day: Day;
  boxes: Box<Entry>[];
  closed: Range[];
  /** Why nobody works on this day. */
  off: string;
  /** Books at a time that was clicked. */
  onBook?: (at: number) => void;
}

/** Shows the appointments of one day, each at its time, and a line at the present time. */
export function DayColumn({ column, day, boxes, closed, off, onBook, ...frame }: DayColumnProps) {
  const { axis, part, now, base, stop } = frame;
  const isToday = isOn(day, { start: now, end: now + 1 });
  // A click in an empty part books at that time; the button above the calendar does the same for the keyboard.
  const onClick = (event: TargetedMouseEvent<HTMLDivElement>): void => {
    if (!onBook || event.target !== event.currentTarget) return;
    const { top, height } = event.currentTarget.getBoundingClientRect();
    const minute = part.top + ((event.clientY - top) / height) * (part.bottom - part.top);
    onBook(instantAt(axis, day, minute));
  };
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- see onClick
    <div class={onBook ? 'day-column bookable' : 'day-column'} onClick={onClick}>
      {closed.map((each) => (
        <span key={each.top} class="closed" style={placed(within(each, part), part)} />
      ))}
      {off && <p class="day-off">{off}</p>}
      {gapsOf(axis, day).map((gap) => (
        <span key={gap.top} class="no-time" style={placed(within(gap, part), part)} />
      ))}
      {isToday && <span class="now-line" style={placed(rangeOf(axis, day, now, now + 1), part)} />}
      <ol>
        {boxes.map((box, row) => (
          <li key={box.of.id} style={placed(box, part)}>
            <VisitBox box={box} now={now} href={hrefOf(box.of, base)} stop={stop(column, row)} />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface VisitBoxProps {
  box: Box<Entry>;
  now: number;
  href: string;
  stop: ReturnType<Stop>;
}

function VisitBox({ box, now, href, stop }: VisitBoxProps) {
  const { title, more, location, room, start, end } = box.of;
  const state = lookOf(box.of, now);
  const size = `${box.bottom - box.top < 40 ? 'short' : ''} ${box.width / box.lanes <= 0.5 ? 'slim' : ''}`;
  return (
    <a class={`visit-box ${state.tone} ${room ? '' : 'held'} ${size} ${cutOf(box)}`} href={href} {...stop}>
      <span class="visit-name">
        {/* What is only booked is the rule, and leaves the room to the name. */}
        {state.words !== 'Booked' && <Icon path={state.icon} />}
        {location && location !== 'video' && <Icon path={LOCATIONS[location].icon} class="in-short" />}
        <strong>{title}</strong>
      </span>{' '}
      <time dateTime={new Date(start).toISOString()}>
        {formatIn(localZone(), { hour: 'numeric', minute: '2-digit' }, start, end)}
      </time>{' '}
      <span class="visit-more">{location ? <LocationMark of={location} more={more} /> : more}</span>{' '}
      {room && <span class="unseen">{state.words}</span>}
    </a>
  );
}

/** Returns the part of a range that is shown. */
function within({ top, bottom }: Range, part: Range): Range {
  const shown = Math.max(top, part.top);
  return { top: shown, bottom: Math.max(shown, Math.min(bottom, part.bottom)) };
}

function cutOf({ isCut }: Box<Entry>): string {
  return [isCut.before && 'from-before', isCut.after && 'goes-on'].filter(Boolean).join(' ');
}
