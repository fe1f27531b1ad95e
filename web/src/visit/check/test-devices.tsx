import { useEffect, useMemo } from 'preact/hooks';
import '../visit.css';
import { Page } from '../../ui/page';
import { DeviceCheckRunner, canOpenSocket } from './device-check';
import { BrowserMedia } from '../media/browser-media';
import { DevicePanel } from './device-panel';
import { useDeviceCheck } from './device-controls';
import { SupportContact } from '../visit-page';
import { callHttp } from '../call-http';

/** Shows the device check outside of a visit. */
export default function TestDevices() {
  const local = useMemo(() => new BrowserMedia(), []);
  const check = useMemo(
    () => new DeviceCheckRunner(local, { http: callHttp, appointment: null, canOpen: canOpenSocket }),
    [local],
  );
  useEffect(() => () => local.dispose(), [local]);
  const { isAsking, retry } = useDeviceCheck(local, check);
  return (
    <Page title="Test Audio / Video" back={{ href: '/account', label: 'My Account' }}>
      <DevicePanel local={local} check={check} isAsking={isAsking} retry={retry} />
      <p class="hint after">Only you see and hear this. Nobody is recorded.</p>
      <SupportContact />
    </Page>
  );
}
