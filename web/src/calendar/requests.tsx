import { useRef, useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { loadAll } from '../api/pages';
import { invalidate, useApi } from '../api/resource';
import { AppointmentLines } from '../appointments/appointment-lines';
import { LONGEST_VISIT_MS } from '../appointments/agenda';
import { Decline } from '../appointments/decline-dialog';
import { titleOf } from '../appointments/participants';
import { shortDay, timeWords } from '../appointments/time-words';
import { serverNow } from '../kernel/server-clock';
import { localZone } from '../kernel/time-zones';
import { Area } from '../ui/area';
import { useSubmit } from '../ui/form';
import { toast } from '../ui/toast';

/** Loads what clients asked for and nobody has answered, however far ahead it is. */
export function useRequests() {
  const from = useRef(new Date(serverNow() - LONGEST_VISIT_MS).toISOString()).current;
  return useApi('appointments:requests', () => openRequests(from));
}

interface RequestsProps {
  of: Appointment[];
  base: string;
}

/** Shows the appointments that clients asked for, each with its answer. */
export function Requests({ of, base }: RequestsProps) {
  if (!of.length) return null;
  const words = of.length === 1 ? '1 request' : `${of.length} requests`;
  return (
    <section class="strip requests" aria-label={words}>
      <details>
        <summary>
          <strong>{words}</strong>
          <span class="hint">{firstWords(of)}</span>
        </summary>
        <ul>
          {of.map((each) => (
            <li key={each.id}>
              <Area>
                <Request of={each} base={base} />
              </Area>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Request({ of, base }: { of: Appointment; base: string }) {
  const submit = useSubmit();
  const [declining, setDeclining] = useState(false);
  const confirm = async (): Promise<void> => {
    await appointmentsApi.confirm(of.id, of.version);
    toast(`Confirmed. ${titleOf(of)} gets an alert without details.`);
    invalidate('appointments');
  };
  return (
    <>
      <AppointmentLines of={of} base={base} refusal={submit.refusal} />
      <div class="request-acts">
        <button type="button" onClick={() => setDeclining(true)}>
          Decline<span class="unseen"> {titleOf(of)}</span>
        </button>
        <button type="button" class="primary" aria-busy={submit.busy} onClick={() => void submit.run(confirm)}>
          Confirm<span class="unseen"> {titleOf(of)}</span>
        </button>
      </div>
      {declining && (
        <Decline appointment={of} put={() => invalidate('appointments')} onClose={() => setDeclining(false)} />
      )}
    </>
  );
}

/** Returns whom the first request is from, and when it is for. */
function firstWords([first]: Appointment[]): string {
  if (!first) return '';
  const at = Date.parse(first.starts_at);
  return `${titleOf(first)}, ${shortDay(at, localZone())}, ${timeWords(at, localZone())}`;
}

/** Returns all that waits for the answer of the reader, in order of time. */
async function openRequests(from: string): Promise<Appointment[]> {
  const all = await loadAll((cursor) => appointmentsApi.appointments({ from, status: 'requested', cursor }));
  return all.filter((each) => each.actions.includes('confirm'));
}
