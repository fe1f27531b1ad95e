import { Pill, type PillLook } from '../ui/pill';
import { isOpen, isOver, type RoomHours } from './room-hours';
import * as icons from '../ui/icons';

type State = PillLook & { words: string };

/** Shows the state as an icon and a word. */
export function StatePill({ of, now }: { of: RoomHours; now: number }) {
  return <Pill {...stateOf(of, now)} />;
}

export function stateOf(of: RoomHours, now: number): State {
  if (of.late) return { icon: icons.ban, tone: 'amber', words: 'Cancelled late' };
  if (of.status === 'cancelled') return { icon: icons.ban, tone: 'quiet', words: 'Cancelled' };
  if (of.status === 'declined') return { icon: icons.ban, tone: 'quiet', words: 'Declined' };
  if (of.status === 'expired') return { icon: icons.ban, tone: 'quiet', words: 'Not answered' };
  if (of.status === 'no_show') return { icon: icons.ban, tone: 'amber', words: 'No-show' };
  if (of.status === 'completed') return { icon: icons.checked, tone: 'green', words: 'Completed' };
  if (of.status === 'requested') return { icon: icons.calendar, tone: 'amber', words: 'Requested' };
  if (of.undecided) return { icon: icons.alert, tone: 'amber', words: 'Did it take place?' };
  if (isOver(of, now)) return { icon: icons.minus, tone: 'quiet', words: 'Over' };
  if (of.status === 'arrived') return { icon: icons.checked, tone: 'green', words: 'Arrived' };
  if (isOpen(of, now)) return { icon: icons.video, tone: 'green', words: 'Room open' };
  if (of.status === 'confirmed') return { icon: icons.checked, tone: 'blue', words: 'Confirmed' };
  return { icon: icons.calendar, tone: 'blue', words: 'Booked' };
}
