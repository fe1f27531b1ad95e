import { Pill, type PillLook } from '../ui/pill';
import { isOpen, isOver, type RoomHours } from './room-hours';
import * as icons from '../ui/icons';

type State = PillLook & { words: string };

/** Shows the state as an icon and a word. */
export function StatePill({ of, now }: { of: RoomHours; now: number }) {
  return <Pill {...stateOf(of, now)} />;
}

export function stateOf(of: RoomHours, now: number): State {
  if (of.status === 'cancelled') return { icon: icons.ban, tone: 'quiet', words: 'Cancelled' };
  if (of.status === 'completed') return { icon: icons.checked, tone: 'green', words: 'Completed' };
  if (isOver(of, now)) return { icon: icons.minus, tone: 'quiet', words: 'Over' };
  if (isOpen(of, now)) return { icon: icons.video, tone: 'green', words: 'Room open' };
  return { icon: icons.calendar, tone: 'blue', words: 'Booked' };
}
