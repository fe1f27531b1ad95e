import { Icon, type IconPath } from './icon';

export interface PillLook {
  icon: IconPath;
  tone: 'quiet' | 'blue' | 'green' | 'amber' | 'red' | 'violet';
}

export function Pill({ icon, tone, words }: PillLook & { words: string }) {
  return (
    <span class={`pill ${tone}`}>
      <Icon path={icon} />
      {words}
    </span>
  );
}
