import type { Location } from '../api/booking';
import { Icon, type IconPath } from '../ui/icon';
import * as icons from '../ui/icons';

interface LocationLook {
  icon: IconPath;
  word: string;
}

export const LOCATIONS: Record<Location, LocationLook> = {
  video: { icon: icons.video, word: 'Video' },
  office: { icon: icons.building, word: 'Office' },
  phone: { icon: icons.phone, word: 'Phone' },
};

/** Shows where a visit takes place, as an icon and a word. */
export function LocationMark({ of, more }: { of: Location; more?: string | undefined }) {
  const { icon, word } = LOCATIONS[of];
  return (
    <span class="location">
      <Icon path={icon} />
      <span>{more ? `${word}, ${more}` : word}</span>
    </span>
  );
}

/** Returns such as `Office visit`. */
export function visitWords(location: Location): string {
  return `${LOCATIONS[location].word} visit`;
}
