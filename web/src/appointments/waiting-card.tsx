import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { Me } from '../api/types';
import type { WaitingClient } from '../api/waiting';
import { localZone } from '../kernel/time-zones';
import { changeRole } from '../session/role';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { timeWords } from './time-words';
import { isSoundOn, setSound, waiting, watchWaiting } from './waiting-poll';
import './waiting-card.css';

/** Shows a provider who waits for them, on every page of staff. */
export function WaitingCard({ who }: { who: Me }) {
  const mayWait = who.role !== 'client' && who.roles.includes('provider');
  useEffect(() => (mayWait ? watchWaiting() : undefined), [mayWait]);
  if (!mayWait || !waiting.value.length) return null;
  return (
    <section class="waiting-card" aria-label="Waiting for you">
      <div role="status">
        {waiting.value.map((each) => (
          <div key={each.appointment_id + each.seat} class="waiting-line">
            <Icon path={icons.clock} />
            <p>
              <strong>{each.name ?? 'A client'}</strong> {sinceWords(each)}
            </p>
            <OpenRoom of={each} who={who} />
          </div>
        ))}
      </div>
      <SoundSwitch />
    </section>
  );
}

/** Shows who waits in one room, on the provider's page before they join. */
export function WaitingInRoom({ room }: { room: string }) {
  useEffect(watchWaiting, []);
  const here = waiting.value.filter((each) => each.appointment_id === room);
  if (!here.length) return null;
  return (
    <div class="callout amber" role="status">
      <Icon path={icons.clock} />
      <div>
        {here.map((each) => (
          <p key={each.seat}>
            <strong>{each.name ?? 'A client'}</strong> {sinceWords(each)} Join to let them in.
          </p>
        ))}
      </div>
    </div>
  );
}

/** A visit is joined as a provider. */
function OpenRoom({ of, who }: { of: WaitingClient; who: Me }) {
  const { route } = useLocation();
  const path = `/room/${of.appointment_id}`;
  if (who.role === 'provider')
    return (
      <a class="button primary" href={path}>
        Open the room
      </a>
    );
  return (
    <button type="button" class="primary" data-leaves onClick={() => changeRole('provider', () => route(path))}>
      Switch to Provider and open the room
    </button>
  );
}

function SoundSwitch() {
  return (
    <label class="switch-row">
      <input
        type="checkbox"
        role="switch"
        checked={isSoundOn.value}
        onChange={(event) => setSound(event.currentTarget.checked)}
      />
      <span>Sound when a client arrives</span>
    </label>
  );
}

function sinceWords({ since }: WaitingClient): string {
  return `has been waiting for you since ${timeWords(Date.parse(since), localZone())}.`;
}
