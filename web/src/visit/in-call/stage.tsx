import type { Person } from '../types';
import { useVisit, otherNames } from '../visit-context';
import { ScreenTile, SelfTile, Tile } from './tile';
import { SharedView } from '../files/shared-file';

/** Shows all pictures; a shared screen or file is large, with people beside it. */
export function Stage() {
  const { call, view } = useVisit();
  const people = call.people.value.filter((each) => each.state !== 'left');
  // Sharing that a host switched off is hidden, even if the other browser still sends it.
  const mayShare = (each: Person): boolean => each.host || call.room.value.sharing;
  const sharer = people.find((each) => each.screen && each.screenStream && mayShare(each));
  const file = view.viewing.value ?? call.room.value.show;
  const hasLarge = !!sharer || !!file;
  const floats = people.length < 3 && !hasLarge;
  return (
    <section
      class="stage"
      aria-label="Pictures"
      data-large={hasLarge || undefined}
      data-count={people.length + Number(!floats)}
    >
      {file ? <SharedView file={file} /> : sharer && <ScreenTile person={sharer} local={call.local} />}
      <div class="tiles">
        {people.map((person) => (
          <Tile key={person.seat} person={person} local={call.local} />
        ))}
        {people.length === 0 && <Alone brief={hasLarge} />}
        {!floats && <SelfTile floats={false} />}
      </div>
      {floats && <SelfTile floats />}
    </section>
  );
}

/** Shows that nobody else is in the room; with `brief`, in the place of a small picture. */
function Alone({ brief }: { brief: boolean }) {
  const { appointment, call } = useVisit();
  const waits = call.waiting.value.length > 0;
  return (
    <div class="alone">
      <p class="strong">{waits ? 'Somebody is waiting for you' : 'Nobody else is here now'}</p>
      {!brief && (
        <p>
          {waits
            ? 'Admit them above.'
            : `You see and hear ${otherNames(appointment)} as soon as they are here. You can stay on this page.`}
        </p>
      )}
    </div>
  );
}
