import type { Appointment } from '../api/appointments';
import { Pill } from '../ui/pill';
import { isOpen, isOver } from './room-hours';
import * as icons from '../ui/icons';

/** Shows the state as an icon and a word. */
export function StatePill({ of, now }: { of: Appointment; now: number }) {
  if (of.status === 'cancelled') return <Pill icon={icons.ban} tone="quiet" words="Cancelled" />;
  if (of.status === 'completed') return <Pill icon={icons.checked} tone="green" words="Completed" />;
  if (isOver(of, now)) return <Pill icon={icons.minus} tone="quiet" words="Over" />;
  if (isOpen(of, now)) return <Pill icon={icons.video} tone="green" words="Room open" />;
  return <Pill icon={icons.calendar} tone="blue" words="Booked" />;
}
