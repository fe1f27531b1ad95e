import type { ComponentChildren } from 'preact';
import type { DeviceCheck, LocalMedia } from '../types';
import { LevelMeterBar, NetworkLine, Pickers, Problems, SelfView, SoundTest } from './device-controls';

interface DevicePanelProps {
  local: LocalMedia;
  check: DeviceCheck;
  isAsking: boolean;
  retry: () => void;
  hint?: string;
  children?: ComponentChildren;
}

/** Shows the self view, the level, problems and the choice of devices. */
export function DevicePanel({ local, check, isAsking, retry, hint, children }: DevicePanelProps) {
  return (
    <div class="device-check">
      <div class="check-view">
        <SelfView local={local} isAsking={isAsking} />
        <LevelMeterBar local={local} />
      </div>
      <section class="card check-devices" aria-label="Camera, microphone and sound">
        <Problems local={local} retry={retry} />
        <Pickers local={local} />
        <SoundTest check={check} />
        <NetworkLine check={check} />
        {hint && <p class="hint">{hint}</p>}
      </section>
      {children}
    </div>
  );
}
