import { useEffect, useMemo } from 'preact/hooks';
import '../styles/room.css';
import { Page } from '../ui/page';
import { Check, opensSocket } from './call/check';
import { Media } from './call/media';
import { DevicePanel } from './device-panel';
import { useCheck } from './devices';
import { ByPhone } from './frame';
import { callHttp } from './http';
import './icons';

/** The device check of a visit, at any time and without one. */
export default function TestDevices() {
  const local = useMemo(() => new Media(), []);
  const check = useMemo(() => new Check(local, { http: callHttp, appointment: null, opens: opensSocket }), []);
  useEffect(() => () => local.dispose(), []);
  const { asking, retry } = useCheck(local, check);
  return (
    <Page title="Test Audio / Video" back={{ href: '/account', label: 'My Account' }}>
      <DevicePanel local={local} check={check} asking={asking} retry={retry} />
      <p class="hint after">Only you see and hear this. Nobody is recorded.</p>
      <ByPhone />
    </Page>
  );
}
