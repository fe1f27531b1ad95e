import { Icon, type IconPath } from '../../ui/icon';
import * as callIcons from '../call-icons';
import type { LocalMedia, Person } from '../types';
import { CORNERS, useVisit } from '../visit-context';
import { theirPausedWords } from '../media/paused-words';
import { Video } from '../media/video';
import { initials, QUALITY } from '../visit-words';

interface MarksProps {
  name: string;
  marks: [boolean, IconPath, string][];
  trouble?: string;
}

/** Shows the name and the marks, on a solid bar for contrast. */
function Caption({ name, marks, trouble }: MarksProps) {
  return (
    <figcaption>
      <span class="tile-name">{name}</span>
      {marks.map(
        ([isShown, icon, words]) =>
          isShown && (
            <span key={words} class="mark-of" title={words}>
              <Icon path={icon} />
              <span class="unseen">{words}</span>
            </span>
          ),
      )}
      {trouble && <span class="trouble">{trouble}</span>}
    </figcaption>
  );
}

function Initials({ name }: { name: string }) {
  return (
    <span class="stand-in" aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Shows the picture of another person. */
export function Tile({ person, local }: { person: Person; local: LocalMedia }) {
  const hasPicture = person.cam && !!person.stream && person.quality !== 'audio-only';
  const paused = theirPausedWords(person.paused);
  const trouble = QUALITY[person.quality] || paused || (person.stream ? '' : 'Connecting');
  return (
    <figure class="tile" data-seat={person.seat} data-speaking={person.speaking || undefined}>
      <Video stream={person.stream} local={local} label={person.name} hidden={!hasPicture} />
      {!hasPicture && <Initials name={person.name} />}
      <Caption
        name={person.name}
        trouble={trouble}
        marks={[
          [!person.mic && !person.paused.includes('mic'), callIcons.micOff, 'Muted'],
          [!person.cam && !person.paused.includes('cam'), callIcons.videoOff, 'Camera off'],
          [person.hand, callIcons.hand, 'Hand raised'],
          [person.speaking, callIcons.sound, 'Speaking'],
        ]}
      />
    </figure>
  );
}

/** Shows a shared screen, never cropped. */
export function ScreenTile({ person, local }: { person: Person; local: LocalMedia }) {
  return (
    <figure class="tile screen-tile">
      <Video stream={person.screenStream} local={local} label={`Screen of ${person.name}`} whole />
      <Caption name={`Screen of ${person.name}`} marks={[]} />
    </figure>
  );
}

/** Shows the user's own picture: in a corner, or as a tile in a group. */
export function SelfTile({ floats }: { floats: boolean }) {
  const { call, view } = useVisit();
  const { local } = call;
  const own = call.me.value;
  const hasPicture = local.cam.value && !!local.stream.value;
  const next = CORNERS[(view.corner.value + 1) % CORNERS.length];
  return (
    <figure
      class="tile self-tile"
      data-corner={floats ? CORNERS[view.corner.value] : undefined}
      data-speaking={own?.speaking || undefined}
    >
      <Video stream={local.stream.value} local={local} own label="You" hidden={!hasPicture} />
      {!hasPicture && <Initials name={own?.name ?? ''} />}
      <Caption
        name="You"
        trouble={local.paused.value.some((each) => each !== 'sound') ? 'Paused' : ''}
        marks={[
          [!local.mic.value, callIcons.micOff, 'You are muted'],
          [!local.cam.value, callIcons.videoOff, 'Your camera is off'],
          [!!own?.hand, callIcons.hand, 'Your hand is raised'],
        ]}
      />
      {floats && (
        <button
          type="button"
          class="move"
          aria-label={`Move my picture to the ${next}`}
          onClick={() => (view.corner.value = (view.corner.value + 1) % CORNERS.length)}
        >
          <Icon path={callIcons.corner} />
        </button>
      )}
    </figure>
  );
}
