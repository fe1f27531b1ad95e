import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Icon, type IconPath } from '../../ui/icon';
import * as callIcons from '../call-icons';
import * as icons from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { MoreMenu } from './more-menu';
import { useVisit, type Tab } from '../visit-context';

/** Shows the most used actions; Leave is red and last. */
export function Toolbar() {
  const { call, view } = useVisit();
  const { local, room } = call;
  const me = call.me.value;
  const canShare = local.canShare && (room.value.sharing || me?.host || local.screen.value);
  useKeys();
  return (
    <div class="call-bar" role="group" aria-label="Call">
      <Toggle
        name="Mic"
        sign="M"
        on={local.mic.value}
        icons={[callIcons.mic, callIcons.micOff]}
        act={(on) => void local.setMic(on)}
      />
      <Toggle
        name="Camera"
        sign="V"
        on={local.cam.value}
        icons={[icons.video, callIcons.videoOff]}
        act={(on) => void local.setCam(on)}
      />
      {canShare && (
        <ToolbarButton
          name="Share screen"
          word="Share"
          icon={callIcons.screen}
          on={local.screen.value}
          act={() => void local.share(!local.screen.value)}
        />
      )}
      <PanelButton
        tab="chat"
        name="Chat"
        icon={callIcons.chat}
        sign="C"
        badge={unread(call.notes.value, view.seen.value)}
      />
      <PanelButton tab="files" name="Files" icon={callIcons.clip} />
      <MoreMenu />
      <Leave />
    </div>
  );
}

interface ToolbarButtonProps {
  name: string;
  /** Shown under the icon; screen readers get the whole name. */
  word?: string;
  icon: IconPath;
  on: boolean;
  act: () => void;
  sign?: string;
  off?: boolean;
  children?: ComponentChildren;
}

function ToolbarButton({ name, word = name, icon, on, act, sign, off, children }: ToolbarButtonProps) {
  const { view } = useVisit();
  const key = sign && view.keys.value ? sign : undefined;
  return (
    <button
      type="button"
      class={off ? 'act is-off' : 'act'}
      aria-pressed={on}
      aria-keyshortcuts={key}
      title={key ? `${name} (${key})` : name}
      onClick={act}
    >
      <Icon path={icon} />
      <span>
        {word}
        {word !== name && <span class="unseen">{name.slice(word.length)}</span>}
        {children}
      </span>
    </button>
  );
}

interface ToggleProps {
  name: string;
  sign: string;
  on: boolean;
  icons: [IconPath, IconPath];
  act: (on: boolean) => void;
}

function Toggle({ name, sign, on, icons, act }: ToggleProps) {
  return (
    <ToolbarButton name={name} sign={sign} icon={on ? icons[0] : icons[1]} on={on} off={!on} act={() => act(!on)} />
  );
}

function PanelButton({
  tab,
  name,
  icon,
  sign,
  badge,
}: {
  tab: Tab;
  name: string;
  icon: IconPath;
  sign?: string;
  badge?: number;
}) {
  const { view } = useVisit();
  const open = view.panel.value === tab;
  return (
    <ToolbarButton name={name} icon={icon} sign={sign} on={open} act={() => (view.panel.value = open ? null : tab)}>
      {!!badge && (
        <span class="badge">
          {badge}
          <span class="unseen"> new</span>
        </span>
      )}
    </ToolbarButton>
  );
}

function Leave() {
  const { call, view } = useVisit();
  const label = (
    <>
      <Icon path={callIcons.leave} />
      <span>Leave</span>
    </>
  );
  const leave = (): void => {
    const isUnsent = call.notes.value.some((note) => !note.sent && !note.refused);
    if (isUnsent) view.dialog.value = 'unsent';
    else call.leave();
  };
  if (!call.me.value?.host)
    return (
      <button type="button" class="act danger" onClick={leave}>
        {label}
      </button>
    );
  return (
    <Menu label={label} class="act danger">
      <button type="button" onClick={leave}>
        <span>
          Leave
          <span class="hint">The others can go on; you can come back.</span>
        </span>
      </button>
      <button type="button" class="risky" onClick={() => (view.dialog.value = 'end')}>
        End for all
      </button>
    </Menu>
  );
}

function unread(notes: { n: number | null; mine: boolean }[], seen: number): number {
  return notes.filter((note) => !note.mine && (note.n ?? 0) > seen).length;
}

/**
 * Handles shortcut keys, unless somebody types or a dialog is open.
 *
 * They can be switched off, since voice control sends letters too.
 */
function useKeys(): void {
  const { call, view } = useVisit();
  useEffect(() => {
    const { local } = call;
    const acts: Record<string, () => void> = {
      m: () => void local.setMic(!local.mic.value),
      v: () => void local.setCam(!local.cam.value),
      c: () => (view.panel.value = view.panel.value === 'chat' ? null : 'chat'),
    };
    const onKey = (event: KeyboardEvent): void => {
      const act = acts[event.key.toLowerCase()];
      if (!act || !view.keys.value || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog')) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [call, view]);
}
