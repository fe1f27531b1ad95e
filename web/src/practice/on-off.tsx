import { Pill } from '../ui/status';

export function OnOff({ on }: { on: boolean }) {
  return <Pill icon={on ? 'checked' : 'minus'} tone={on ? 'green' : 'quiet'} words={on ? 'On' : 'Off'} />;
}
