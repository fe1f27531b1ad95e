import { useEffect, useState } from 'preact/hooks';
import { waitingClients } from '../../api/waiting';
import { roleElsewhere } from '../../session/session';
import { useVisit } from '../visit-context';

const POLL_MS = 15_000;

/** Tells a provider in a call who waits in another room: without a name, because they may show their screen. */
export function WaitingElsewhere() {
  const { appointment } = useVisit();
  const [other, setOther] = useState('');
  useEffect(() => {
    const ask = async (): Promise<void> => {
      // The role that another tab took on counts, and a client may not ask.
      if (roleElsewhere.peek() === 'client') return;
      const answer = await waitingClients().catch(() => null);
      if (answer) setOther(answer.items.find((each) => each.appointment_id !== appointment.id)?.appointment_id ?? '');
    };
    void ask();
    const timer = setInterval(() => void ask(), POLL_MS);
    return () => clearInterval(timer);
  }, [appointment.id]);
  return (
    <div class="troubles" role="status">
      {other && (
        <p class="call-status">
          Somebody waits for you in another visit.
          <a class="button small" href={`/provider/appointments/${other}`} target="_blank" rel="noreferrer">
            See it<span class="unseen"> in a new tab</span>
          </a>
        </p>
      )}
    </div>
  );
}
