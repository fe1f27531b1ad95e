import type { ComponentChildren } from 'preact';
import { Icon, type IconPath } from '../../ui/icon';
import * as callIcons from '../call-icons';
import * as icons from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { useVisit } from '../visit-context';

/** Shows the less used actions, without those that this browser lacks. */
export function MoreMenu() {
  const { call, view } = useVisit();
  const { local } = call;
  const me = call.me.value;
  return (
    <Menu
      class="act"
      label={
        <>
          <Icon path={icons.more} class="dots-icon" />
          <span>More</span>
        </>
      }
    >
      <Item icon={callIcons.settings} act={() => (view.dialog.value = 'devices')}>
        Devices
      </Item>
      {local.canSwitchCamera.value && (
        <Item icon={callIcons.flip} act={() => void local.switchCamera()}>
          Switch camera
        </Item>
      )}
      {local.canBlur.value && (
        <Item icon={callIcons.blur} on={local.blur.value} act={() => void local.setBlur(!local.blur.value)}>
          Blur my background
        </Item>
      )}
      <Item icon={callIcons.hand} on={!!me?.hand} act={() => call.setHand(!me?.hand)}>
        Raise hand
      </Item>
      {document.fullscreenEnabled && (
        <Item icon={callIcons.full} act={fullScreen}>
          Full screen
        </Item>
      )}
      {document.pictureInPictureEnabled && (
        <Item icon={callIcons.pip} act={pictureInPicture}>
          Picture in picture
        </Item>
      )}
      <Item icon={callIcons.keys} on={view.keys.value} act={() => (view.keys.value = !view.keys.value)}>
        Keys M, V and C
      </Item>
      <Item icon={icons.users} act={() => (view.dialog.value = 'people')}>
        People
      </Item>
      {me?.host && <HostItems />}
    </Menu>
  );
}

function HostItems() {
  const { call } = useVisit();
  const { locked, sharing, chat } = call.room.value;
  return (
    <div class="menu-part" role="group" aria-label="For all in the room">
      <Item icon={icons.lock} on={locked} act={() => call.setSwitch('locked', !locked)}>
        Lock room
      </Item>
      <Item icon={callIcons.screen} on={sharing} act={() => call.setSwitch('sharing', !sharing)}>
        Others may share screens and files
      </Item>
      <Item icon={callIcons.chat} on={chat} act={() => call.setSwitch('chat', !chat)}>
        Others may chat
      </Item>
    </div>
  );
}

interface ItemProps {
  icon: IconPath;
  act: () => void;
  /** The state of a switch; undefined for a plain action. */
  on?: boolean;
  children: ComponentChildren;
}

function Item({ icon, act, on, children }: ItemProps) {
  return (
    <button type="button" aria-pressed={on} onClick={act}>
      <Icon path={icon} />
      {children}
      {on !== undefined && <span class="on-off">{on ? 'On' : 'Off'}</span>}
    </button>
  );
}

function fullScreen(): void {
  const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  void change.catch(() => undefined);
}

function pictureInPicture(): void {
  if (document.pictureInPictureElement) return void document.exitPictureInPicture().catch(() => undefined);
  const video = document.querySelector<HTMLVideoElement>('.tile:not(.self-tile) video:not([data-off])');
  void video?.requestPictureInPicture().catch(() => undefined);
}
