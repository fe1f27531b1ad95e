import { useEffect, useRef } from 'preact/hooks';
import { me } from '../../session/session';
import { Icon } from '../../ui/icon';
import * as callIcons from '../call-icons';
import { toast } from '../../ui/toast';
import { Toolbar } from './toolbar';
import type { Call } from '../types';
import { MESSAGES } from '../call-words';
import { PausedHint } from '../media/paused-hint';
import { theirPausedWords } from '../media/paused-words';
import { CallDialogs } from './call-dialogs';
import { SidePanel } from './side-panel';
import { Stage } from './stage';
import { WaitingElsewhere } from './waiting-elsewhere';
import { otherNames, useVisit } from '../visit-context';
import { Locked, WaitingList } from '../waiting-room/waiting-list';
import { shortTime } from '../visit-words';

/** Shows the call: pictures, toolbar and side panel. Only the panel scrolls. */
export function InCall() {
  const { call, view } = useVisit();
  useChatToast();
  return (
    <main id="main" class="call">
      <Top />
      <WaitingList />
      <div class="call-main" data-panel={view.panel.value ?? undefined}>
        <Stage />
        <SidePanel />
      </div>
      <Toolbar />
      <CallDialogs />
      <PausedHint local={call.local} />
      {call.local.needsTap.value && !call.local.paused.value.length && (
        <button type="button" class="primary tap-to-hear" onClick={() => call.local.resume()}>
          <Icon path={callIcons.sound} />
          Tap to hear
        </button>
      )}
    </main>
  );
}

function Top() {
  const { call, appointment } = useVisit();
  const times = call.times.value;
  const { local } = call;
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => h1.current?.focus(), []);
  return (
    <header class="call-top">
      <h1 ref={h1} tabIndex={-1}>
        Video visit<span class="unseen"> with {otherNames(appointment)}</span>
      </h1>
      <p class="call-facts">
        <span>Ends {shortTime(times?.endsAt ?? appointment.ends_at)}</span>
        <span>Nobody is recorded.</span>
        <Locked />
      </p>
      <p class="call-status" role="status">
        {statusOf(call)}
      </p>
      <p class="unseen" role="status">
        {call.waiting.value.map((each) => `${each.name} is waiting to be let in`).join('. ')}
      </p>
      <p class="unseen" role="status">
        {call.people.value
          .filter((each) => each.paused.length)
          .map((each) => `${each.name}: ${theirPausedWords(each.paused)}`)
          .join('. ')}
      </p>
      <DeviceProblems />
      {call.me.value?.host && <WaitingElsewhere />}
      {local.screen.value && (
        <p class="sharing">
          <Icon path={callIcons.screen} />
          Others see your screen
          <button type="button" class="small" onClick={() => void local.share(false)}>
            Stop sharing
          </button>
        </p>
      )}
    </header>
  );
}

/** Shows problems with the user's own devices during the call. */
function DeviceProblems() {
  const { call, view } = useVisit();
  // With a working link, the device check's view of the network is outdated.
  const isLinked = call.people.value.some(({ stream, quality }) => stream && quality !== 'lost');
  const problems = call.local.problems.value.filter(
    ({ what, state }) => what !== 'network' || (state === 'blocked' && !isLinked),
  );
  return (
    <div class="troubles" role="status">
      {problems.map(({ what, words, remedy }) => (
        <p key={what} class="call-status">
          {words} {remedy}
          {what !== 'network' && (
            <button type="button" class="small" onClick={() => (view.dialog.value = 'devices')}>
              Devices
            </button>
          )}
        </p>
      ))}
    </div>
  );
}

/**
 * Returns the status line. A lost server connection does not end the call.
 *
 * A poor connection adds the practice's phone number.
 */
function statusOf(call: Call): string {
  const status = call.status.value || (call.link.value === 'reconnecting' ? MESSAGES.reconnecting : '');
  const isPoor = call.people.value.some(({ quality }) => quality === 'lost' || quality === 'audio-only');
  const contact = me.value?.practice.telephone ?? me.value?.practice.support_contact;
  return isPoor && contact ? `${status} ${me.value?.practice.name}: ${contact}` : status;
}

/** Announces a new chat note while the chat is closed, without its text. */
function useChatToast(): void {
  const { call, view } = useVisit();
  const notes = call.notes.value;
  const count = useRef(notes.length);
  useEffect(() => {
    const last = notes.at(-1);
    if (notes.length > count.current && last && !last.mine && !view.panel.peek())
      toast(`${last.name} wrote in the chat`);
    count.current = notes.length;
  }, [view.panel, notes]);
}
