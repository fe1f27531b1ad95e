import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../ui/icon';
import * as callIcons from '../call-icons';
import * as icons from '../../ui/icons';
import { Callout } from '../../ui/page';
import { Select } from '../../ui/select';
import type { Device, DeviceCheck, LocalMedia } from '../types';
import { PausedHint } from '../media/paused-hint';
import { Video } from '../media/video';

interface LocalProps {
  local: LocalMedia;
}

/** Shows the user's own picture, mirrored. */
export function SelfView({ local, isAsking }: LocalProps & { isAsking?: boolean }) {
  const stream = local.stream.value;
  const hasPicture = local.cam.value && !!stream;
  return (
    <>
      <div class="self-view">
        <Video stream={stream} local={local} own label="You, as the others will see you" hidden={!hasPicture} />
        {!hasPicture && (
          <p class="self-off">
            <Icon path={callIcons.videoOff} />
            {isAsking ? 'Your browser asks for the camera and the microphone. Allow both.' : 'Camera is off'}
          </p>
        )}
      </div>
      <PausedHint local={local} />
    </>
  );
}

export function Pickers({ local }: LocalProps) {
  const { cameras, microphones, speakers } = local.devices.value;
  const { camera, microphone, speaker } = local.chosen.value;
  return (
    <div class="pickers">
      <Pick label="Camera" of={cameras} value={camera} use={(id) => local.useCamera(id)} />
      <Pick label="Microphone" of={microphones} value={microphone} use={(id) => local.useMicrophone(id)} />
      {local.canPickSpeaker.value && speakers.length > 0 && (
        <Pick label="Speaker" of={speakers} value={speaker} use={(id) => local.useSpeaker(id)} />
      )}
    </div>
  );
}

interface PickProps {
  label: string;
  of: Device[];
  value: string;
  use: (id: string) => Promise<void>;
}

function Pick({ label, of, value, use }: PickProps) {
  const choices = of.length ? of.map(({ id, label: words }) => ({ value: id, label: words })) : [NONE];
  return (
    <Select label={label} name={label.toLowerCase()} value={value} onValue={(id) => void use(id)} choices={choices} />
  );
}

const NONE = { value: '', label: 'Not available' };

/** Shows the microphone's level. */
export function LevelMeterBar({ local }: LocalProps) {
  const percent = local.mic.value ? Math.round(Math.min(1, local.level.value) * 100) : 0;
  return (
    <div class="level-row">
      <Icon path={local.mic.value ? callIcons.mic : callIcons.micOff} />
      <div
        class="level"
        role="meter"
        aria-label="Microphone level"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <span class="hint">
        {!local.mic.value ? 'Mic is off' : local.silent.value ? 'Nothing heard' : 'Say something'}
      </span>
    </div>
  );
}

/** Plays a tone and asks whether it was heard. */
export function SoundTest({ check }: { check: DeviceCheck }) {
  const [stage, setStage] = useState<'new' | 'playing' | 'asked'>('new');
  const { speaker } = check.result.value;
  const play = async (): Promise<void> => {
    setStage('playing');
    await check.playTone();
    setStage('asked');
  };
  const answer = (yes: boolean): void => {
    check.setHeard(yes);
    setStage('new');
  };
  return (
    <div class="sound-test" role="group" aria-label="Sound">
      <button type="button" aria-busy={stage === 'playing'} onClick={() => void play()}>
        <Icon path={callIcons.sound} />
        {stage === 'new' && speaker === 'untested' ? 'Play test sound' : 'Play it again'}
      </button>
      <div class="sound-answer" role="status">
        {stage === 'asked' && <span>Did you hear it?</span>}
        {stage === 'new' && speaker === 'ok' && <GoodLine words="Sound works" />}
      </div>
      {stage === 'asked' && (
        <div class="yes-no">
          <button type="button" onClick={() => answer(true)}>
            Yes
          </button>
          <button type="button" onClick={() => answer(false)}>
            No
          </button>
        </div>
      )}
    </div>
  );
}

export function NetworkLine({ check }: { check: DeviceCheck }) {
  const { network } = check.result.value;
  if (network === 'ok') return <GoodLine words="Connection good" />;
  return (
    <p class="fine muted">
      <Icon path={callIcons.wifi} />
      {network === 'untested'
        ? 'Testing the connection'
        : network === 'slow'
          ? 'Connection slow'
          : 'Connection blocked'}
    </p>
  );
}

function GoodLine({ words }: { words: string }) {
  return (
    <span class="fine good">
      <Icon path={icons.checked} />
      {words}
    </span>
  );
}

/** Lists what does not work, with a remedy for this browser. */
export function Problems({ local, retry }: LocalProps & { retry: () => void }) {
  const problems = local.problems.value;
  return (
    <div class="problems" role="status">
      {problems.map(({ what, words, remedy }) => (
        <Callout key={what} tone="amber" icon={icons.alert}>
          <p class="strong">{words}</p>
          <p>{remedy}</p>
        </Callout>
      ))}
      {problems.length > 0 && (
        <p>
          <button type="button" class="small" onClick={retry}>
            Try again
          </button>{' '}
          <a href="/help/video" target="_blank" rel="noreferrer">
            Help with every browser
          </a>
        </p>
      )}
    </div>
  );
}

/** Checks the devices when mounted; `isAsking` until all have answered. */
export function useDeviceCheck(local: LocalMedia, check: DeviceCheck): { isAsking: boolean; retry: () => void } {
  const [isAsking, setIsAsking] = useState(true);
  const isHere = useRef(true);
  const look = useCallback(async (): Promise<void> => {
    setIsAsking(true);
    await local.open();
    await check.run();
    if (isHere.current) setIsAsking(false);
  }, [local, check]);
  useEffect(() => {
    void look();
    return () => void (isHere.current = false);
  }, [look]);
  return { isAsking, retry: () => void look() };
}
