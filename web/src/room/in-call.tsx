import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../ui/icons';
import { toast } from '../ui/toast';
import { Bar } from './bar';
import { Dialogs } from './dialogs';
import { Panel } from './panel';
import { Stage } from './stage';
import { others, useVisit } from './visit';
import { Locked, WaitingList } from './waiting';
import { short } from './words';

/** The visit itself: pictures, one bar, and what is asked for beside them. Nothing here scrolls but the panel. */
export function InCall() {
  const { call, desk } = useVisit();
  useNews();
  return (
    <main id="main" class="call">
      <Top />
      <WaitingList />
      <div class="call-main" data-panel={desk.panel.value ?? undefined}>
        <Stage />
        <Panel />
      </div>
      <Bar />
      <Dialogs />
      {call.local.needsTap.value && (
        <button type="button" class="primary tap-to-hear" onClick={() => call.local.hear()}>
          <Icon name="sound" />
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
  return (
    <header class="call-top">
      <h1>
        Video visit<span class="unseen"> with {others(appointment)}</span>
      </h1>
      <p class="call-facts">
        <span>Ends {short(times?.endsAt ?? appointment.ends_at)}</span>
        <span>Nobody is recorded.</span>
        <Locked />
      </p>
      <p class="call-status" role="status">
        {statusOf(call.link.value, call.status.value)}
      </p>
      {local.screen.value && (
        <p class="sharing">
          <Icon name="screen" />
          Others see your screen
          <button type="button" class="small" onClick={() => void local.share(false)}>
            Stop sharing
          </button>
        </p>
      )}
    </header>
  );
}

/** Losing the line to the server is no loss of the call: said so. */
function statusOf(link: 'up' | 'reconnecting', status: string): string {
  return status || (link === 'reconnecting' ? 'Reconnecting – your call goes on' : '');
}

/** A line that arrives while the chat is closed is announced, without its words. */
function useNews(): void {
  const { call, desk } = useVisit();
  const notes = call.notes.value;
  const known = useRef(notes.length);
  useEffect(() => {
    const last = notes.at(-1);
    if (notes.length > known.current && last && !last.mine && !desk.panel.value)
      toast(`${last.name} wrote in the chat`);
    known.current = notes.length;
  }, [notes]);
}
