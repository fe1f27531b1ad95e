import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Role } from '../api/types';
import { changeRole, ROLE_WORDS } from '../session/role';
import { checkRole, me, roleElsewhere } from '../session/session';
import { VisitPage, SupportContact, homePath } from './visit-page';
import { MESSAGES } from './call-words';
import { useVisit } from './visit-context';
import type { Phase } from './types';

interface Words {
  title: string;
  lead: string;
}

const LEFT: Words = {
  title: 'You left the visit',
  lead: 'You can come back until the room closes.',
};
const WORDS: Partial<Record<Phase, Words>> = {
  ended: { title: 'The visit has ended', lead: 'Chat and files are kept with the appointment.' },
  removed: { title: 'You were removed from the visit', lead: 'If that was a mistake, turn to your practice.' },
  elsewhere: {
    title: 'You are in this visit somewhere else',
    lead: 'Another window or device of yours has your seat now. A seat is in one place at a time.',
  },
  refused: { title: 'You can’t join now', lead: 'The room did not let you in.' },
};

const PUT_OUT: Words = { title: 'The visit has ended for you', lead: 'The room did not let you in again.' };

/** Shows the page after a call: why it ended, and where to go. */
export function AfterCall() {
  const { call } = useVisit();
  const phase = call.phase.value;
  useEffect(() => {
    // A room refuses a role that takes part in no visit, as it refuses a stranger.
    if (phase === 'refused') void checkRole();
  }, [phase]);
  // A page that was in the visit keeps its seat over a role switch, so it was refused for another reason.
  const wasIn = call.inst !== undefined;
  if (phase === 'refused' && !wasIn && roleElsewhere.value) return <OtherRole now={roleElsewhere.value} />;
  const words = (phase === 'refused' && wasIn ? PUT_OUT : WORDS[phase]) ?? LEFT;
  // In the other phases the reason only repeats the title.
  const why = phase === 'refused' || phase === 'ended' ? call.why.value.replace(MESSAGES.ended, '') : '';
  return (
    <VisitPage title={words.title} lead={why || words.lead} back={false}>
      <div class="over">
        {phase === 'left' && <Main act={() => void call.useHere()}>Rejoin</Main>}
        {phase === 'elsewhere' && <Main act={() => void call.useHere()}>Use it here</Main>}
        {phase === 'refused' && <Main act={() => void call.join()}>Try again</Main>}
        <After />
      </div>
      {phase !== 'ended' && <SupportContact />}
    </VisitPage>
  );
}

/** Says that the role was switched in another tab, which is why the room did not let this page in. */
function OtherRole({ now }: { now: Role }) {
  const role = me.value?.role;
  if (!role) return null;
  return (
    <VisitPage
      title={`You switched to ${ROLE_WORDS[now]} in another tab`}
      lead={`To join this visit, switch back to ${ROLE_WORDS[role]}.`}
      back={false}
    >
      <div class="over">
        <Main act={() => changeRole(role)}>Switch back to {ROLE_WORDS[role]}</Main>
      </div>
    </VisitPage>
  );
}

function Main({ act, children }: { act: () => void; children: ComponentChildren }) {
  return (
    <button type="button" class="primary" onClick={act}>
      {children}
    </button>
  );
}

/** Links to the visit's history, where a provider also creates the invoice. */
function After() {
  const { appointment, call } = useVisit();
  const role = call.me.value?.role ?? me.value?.role;
  const isOver = call.phase.value === 'ended' || call.phase.value === 'left';
  return (
    <>
      {isOver && (
        <a class="button" href={`/${role}/appointments/${appointment.id}`}>
          {role === 'provider' ? 'Visit history and invoice' : 'What was written and shared'}
        </a>
      )}
      <a class="button ghost" href={homePath()}>
        Back to your pages
      </a>
    </>
  );
}
