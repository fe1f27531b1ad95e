import { Icon } from '../../ui/icon';
import * as icons from '../../ui/icons';
import { Dialog } from '../../ui/dialog';
import { LevelMeterBar, Pickers, Problems, SelfView, SoundTest } from '../check/device-controls';
import { Findings } from '../waiting-room/waiting-room';
import { theirPausedWords } from '../media/paused-words';
import { useVisit } from '../visit-context';
import { QUALITY } from '../visit-words';

export function CallDialogs() {
  const { view } = useVisit();
  const close = (): void => void (view.dialog.value = null);
  switch (view.dialog.value) {
    case 'devices':
      return <Devices close={close} />;
    case 'people':
      return <People close={close} />;
    case 'end':
      return <End close={close} />;
    case 'unsent':
      return <Unsent close={close} />;
    default:
      return null;
  }
}

interface Close {
  close: () => void;
}

function Devices({ close }: Close) {
  const { call } = useVisit();
  const { local, check } = call;
  return (
    <Dialog title="Devices" onClose={close}>
      <div class="dialog-body">
        <SelfView local={local} />
        <LevelMeterBar local={local} />
        <Problems local={local} retry={() => void local.open()} />
        <Pickers local={local} />
        <SoundTest check={check} />
      </div>
    </Dialog>
  );
}

function People({ close }: Close) {
  const { call } = useVisit();
  const me = call.me.value;
  return (
    <Dialog title="People" onClose={close}>
      <ul class="dialog-body people">
        <li>
          <p class="strong">{me?.name} (you)</p>
        </li>
        {call.people.value.map((person) => (
          <li key={person.seat}>
            <div>
              <p class="strong">{person.name}</p>
              <p class="hint">
                {person.role === 'provider' ? 'Provider' : 'Client'}
                {person.state === 'away' && ', reconnecting'}
                {QUALITY[person.quality] && `, ${QUALITY[person.quality].toLowerCase()}`}
                {!person.mic && !person.paused.includes('mic') && ', muted'}
                {person.paused.length > 0 && `, ${theirPausedWords(person.paused).toLowerCase()}`}
              </p>
              <Findings brief of={person.device} />
            </div>
            {me?.host && (
              <button type="button" aria-label={`Remove ${person.name}`} onClick={() => call.remove(person.seat)}>
                <Icon path={icons.ban} />
                Remove
              </button>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function End({ close }: Close) {
  const { call } = useVisit();
  return (
    <Dialog alert title="End the visit for everybody?" onClose={close}>
      <p>The room closes and nobody can come back. Chat and files are kept with the appointment.</p>
      <div class="dialog-foot">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            close();
            call.end();
          }}
        >
          End for all
        </button>
      </div>
    </Dialog>
  );
}

function Unsent({ close }: Close) {
  const { call } = useVisit();
  return (
    <Dialog alert title="Some lines have not been sent yet" onClose={close}>
      <p>They wait for the connection and are sent as soon as it is back. If you leave now, they are lost.</p>
      <div class="dialog-foot">
        <button
          type="button"
          onClick={() => {
            close();
            call.leave();
          }}
        >
          Leave without sending
        </button>
        <button type="button" class="primary" autofocus onClick={close}>
          Stay
        </button>
      </div>
    </Dialog>
  );
}
