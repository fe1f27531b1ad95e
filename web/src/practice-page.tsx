import { AffectedVisits } from './calendar/affected-visits';
import Practice from './practice/practice';
import { me } from './session/session';

/** Shows the settings of a practice, whose holidays name the appointments that they leave booked. */
export default function PracticePage() {
  const zone = me.value?.practice.zone ?? 'UTC';
  return <Practice bookedOn={(day) => <AffectedVisits from={day} to={day} zone={zone} />} />;
}
