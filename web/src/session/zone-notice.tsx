import { deviceZone, isKnownZone } from '../kernel/time-zones';
import { Callout } from '../ui/page';
import * as icons from '../ui/sign-in-icons';
import { me } from './session';

/** Says that times are in UTC, where the browser does not know a time zone. */
export function ZoneNotice() {
  const practiceZone = me.value?.practice.zone ?? 'UTC';
  const sentences = [
    !isKnownZone(deviceZone()) && 'This device’s time zone is not set, so your own times are shown in UTC.',
    !isKnownZone(practiceZone) &&
      `This browser does not know the practice’s time zone, ${practiceZone}, so its times are shown in UTC.`,
  ].filter(Boolean);
  if (!sentences.length) return null;
  return (
    <Callout tone="amber" icon={icons.alert}>
      {sentences.join(' ')}
    </Callout>
  );
}
