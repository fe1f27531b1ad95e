import { Icon } from '../../ui/icon';
import * as callIcons from '../call-icons';
import * as icons from '../../ui/icons';
import { Pill } from '../../ui/pill';
import type { LobbyState as Waiting, LocalMedia } from '../types';
import type { DeviceResult } from '../signaling/protocol.generated';
import { LevelMeterBar, Pickers, Problems, SelfView, SoundTest } from '../check/device-controls';
import { SupportContact, VisitPage, Unrecorded } from '../visit-page';
import { useVisit } from '../visit-context';
import { checkLines, shortTime, timeSpan, waitingWords } from '../visit-words';

/** Shows a client that they wait until a provider admits them; no media is sent before that. */
export function WaitingRoom() {
  const { call, appointment } = useVisit();
  const { local, check } = call;
  const lobby = call.lobby.value;
  const names = appointment.participants.filter((each) => each.role === 'provider').map((each) => each.name);
  const host = names.join(' and ');
  const told = waitingWords(lobby?.hostKnows ?? 'nothing', names);
  const times = call.times.value;
  return (
    <VisitPage
      title="You are in the waiting room"
      lead={timeSpan(times?.startsAt ?? appointment.starts_at, times?.endsAt ?? appointment.ends_at)}
      back={false}
    >
      <div class="device-check">
        <section class="card lobby-host" aria-label={host}>
          <p class="lobby-told" role="status">
            {told} Stay on this page: the visit opens by itself.
          </p>
          {lobby && <HostStatus lobby={lobby} name={host} />}
          {(lobby?.position ?? 1) > 1 && <p class="muted">You are number {lobby?.position} in line.</p>}
          <Findings title={`Devices of ${host}`} of={lobby?.hostDevice ?? null} />
          <Findings title="Your devices" of={check.result.value} />
        </section>
        <div class="check-view">
          <SelfView local={local} />
          <LevelMeterBar local={local} />
          <Toggles local={local} />
        </div>
        <section class="card check-devices" aria-label="Camera, microphone and sound">
          <Problems local={local} retry={() => void local.open()} />
          <details class="fold">
            <summary>Change devices</summary>
            <Pickers local={local} />
            <SoundTest check={check} />
          </details>
        </section>
        <div class="join-bar">
          <button type="button" onClick={() => call.leave()}>
            Leave the waiting room
          </button>
          <Unrecorded />
        </div>
      </div>
      <SupportContact />
    </VisitPage>
  );
}

function Toggles({ local }: { local: LocalMedia }) {
  const { mic, cam } = local;
  return (
    <div class="lobby-toggles">
      <button type="button" aria-pressed={mic.value} onClick={() => void local.setMic(!mic.value)}>
        <Icon path={mic.value ? callIcons.mic : callIcons.micOff} />
        Mic
      </button>
      <button type="button" aria-pressed={cam.value} onClick={() => void local.setCam(!cam.value)}>
        <Icon path={cam.value ? icons.video : callIcons.videoOff} />
        Camera
      </button>
    </div>
  );
}

function HostStatus({ lobby, name }: { lobby: Waiting; name: string }) {
  const since = lobby.since ? ` since ${shortTime(lobby.since)}` : '';
  if (lobby.host === 'online') return <Pill icon={icons.checked} tone="green" words={`${name} is online${since}`} />;
  if (lobby.host === 'away')
    return (
      <Pill icon={icons.clock} tone="quiet" words={`${name} ${since ? `is away${since}` : 'is not in the room yet'}`} />
    );
  return <Pill icon={icons.clock} tone="amber" words={`${name} is on another call${since}`} />;
}

/** Shows the result of a device check; with `brief`, one line if all is well. */
export function Findings({
  title,
  of,
  brief,
}: {
  title?: string;
  of: DeviceResult | null | undefined;
  brief?: boolean;
}) {
  if (!of) return null;
  const all = checkLines(of);
  const bad = all.filter(({ good }) => !good);
  const lines = !brief ? all : bad.length ? bad : [{ good: true, words: 'Devices work' }];
  return (
    <div class="findings">
      {title && <p class="hint">{title}</p>}
      <ul>
        {lines.map(({ good, words }) => (
          <li key={words} class={good ? 'fine good' : 'fine'}>
            <Icon path={good ? icons.checked : icons.alert} />
            {words}
          </li>
        ))}
      </ul>
    </div>
  );
}
