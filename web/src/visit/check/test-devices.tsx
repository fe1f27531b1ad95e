import { useEffect, useMemo } from 'preact/hooks';
import '../visit.css';
import { Page } from '../../ui/page';
import { Check, opensSocket } from './device-check';
import { Media } from '../media/local-media';
import { DevicePanel } from './device-panel';
import { useCheck } from './device-controls';
import { ByPhone } from '../visit-page';
import { callHttp } from '../call-http';

/** The device check of a visit, at any time and without one. */
export default function TestDevices() {
  const local = useMemo(() => new Media(), []);
  const check = useMemo(() => new Check(local, { http: callHttp, appointment: null, opens: opensSocket }), [local]);
  useEffect(() => () => local.dispose(), [local]);
  const { asking, retry } = useCheck(local, check);
  return (
    <Page title="Test Audio / Video" back={{ href: '/account', label: 'My Account' }}>
      <DevicePanel local={local} check={check} asking={asking} retry={retry} />
      <p class="hint after">Only you see and hear this. Nobody is recorded.</p>
      <ByPhone />
    </Page>
  );
}
