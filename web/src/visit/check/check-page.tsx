import { useEffect } from 'preact/hooks';
import { WaitingInRoom } from '../../appointments/waiting-card';
import { me } from '../../session/session';
import { Icon } from '../../ui/icon';
import * as icons from '../../ui/icons';
import { DevicePanel } from './device-panel';
import { useDeviceCheck } from './device-controls';
import { SupportContact, VisitPage, Unrecorded } from '../visit-page';
import { otherNames, useVisit } from '../visit-context';
import { timeSpan } from '../visit-words';

/** Checks camera, microphone, sound and network before joining. */
export function CheckPage() {
  const { call, appointment } = useVisit();
  const { local, check } = call;
  const { isAsking, retry } = useDeviceCheck(local, check);
  const result = check.result.value;
  useEffect(() => call.report(result), [call, result]);
  return (
    <VisitPage
      title={`Video visit with ${otherNames(appointment)}`}
      lead={timeSpan(appointment.starts_at, appointment.ends_at)}
    >
      {call.ringing.value && <Ring />}
      {me.value?.role === 'provider' && <WaitingInRoom room={appointment.id} />}
      <DevicePanel
        local={local}
        check={check}
        isAsking={isAsking}
        retry={retry}
        hint="Use Wi-Fi rather than mobile data when possible."
      >
        <JoinBar isAsking={isAsking} />
      </DevicePanel>
      <SupportContact />
    </VisitPage>
  );
}

/** Rings at the start of the visit for a person who has not joined. */
function Ring() {
  const { call, appointment } = useVisit();
  return (
    <div class="callout green ring" role="alert">
      <Icon path={icons.video} />
      <p>Your visit with {otherNames(appointment)} starts now. Join when you are ready.</p>
      <button type="button" class="small" onClick={() => call.stopRinging()}>
        Stop the ring
      </button>
    </div>
  );
}

function JoinBar({ isAsking }: { isAsking: boolean }) {
  const { call } = useVisit();
  const isBusy = call.phase.value === 'connecting';
  const { local } = call;
  const hasPicture = local.cam.value && !!local.stream.value;
  const hasVoice = local.mic.value && !!local.stream.value;
  const join = async (withCamera: boolean): Promise<void> => {
    call.stopRinging();
    if (!withCamera) await local.setCam(false);
    await call.join();
  };
  return (
    <div class="join-bar">
      {!hasPicture && !hasVoice && (
        <p class="hint" id="why-not">
          {isAsking
            ? 'Answer your browser’s question about camera and microphone. Then you can join.'
            : 'To join, a camera or a microphone must work.'}
        </p>
      )}
      <JoinButtons hasPicture={hasPicture} hasVoice={hasVoice} isBusy={isBusy} join={(camera) => void join(camera)} />
      <Unrecorded />
    </div>
  );
}

interface JoinButtonsProps {
  hasPicture: boolean;
  hasVoice: boolean;
  isBusy: boolean;
  join: (withCamera: boolean) => void;
}

function JoinButtons({ hasPicture, hasVoice, isBusy, join }: JoinButtonsProps) {
  const hasDevice = hasPicture || hasVoice;
  return (
    <div class="join-buttons">
      {hasPicture && (
        <button type="button" onClick={() => join(false)} disabled={isBusy}>
          Join without camera
        </button>
      )}
      {!hasDevice && (
        <button type="button" onClick={() => join(false)} disabled={isBusy}>
          Join with chat only
        </button>
      )}
      <button
        type="button"
        class="primary"
        disabled={!hasDevice}
        aria-describedby={hasDevice ? undefined : 'why-not'}
        aria-busy={isBusy}
        onClick={() => !isBusy && join(hasPicture)}
      >
        {hasVoice && !hasPicture ? 'Join without camera' : 'Join'}
      </button>
    </div>
  );
}
