import { useRef, useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { invalidate, useApi } from '../api/resource';
import { AppointmentTime } from '../appointments/appointment-time';
import { LONGEST_VISIT_MS } from '../appointments/agenda';
import { Decline } from '../appointments/decline-dialog';
import { titleOf, withOthers } from '../appointments/participants';
import { serverNow } from '../kernel/server-clock';
import { Area } from '../ui/area';
import { FormProblem, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';

/** Loads what clients asked for and nobody has answered, however far ahead it is. */
export function useRequests() {
  const from = useRef(new Date(serverNow() - LONGEST_VISIT_MS).toISOString()).current;
  const { data, error } = useApi('appointments:requests', () => openRequests(from));
  return { data: data ?? [], isLoading: !data && !error };
}

interface RequestsProps {
  of: Appointment[];
  base: string;
}

/** Shows the appointments that clients asked for, each with its answer. */
export function Requests({ of, base }: RequestsProps) {
  if (!of.length) return null;
  return (
    <section class="card requests" aria-labelledby="requests">
      <h2 id="requests">{of.length === 1 ? '1 request' : `${of.length} requests`}</h2>
      <ul>
        {of.map((each) => (
          <li key={each.id}>
            <Area>
              <Request of={each} base={base} />
            </Area>
          </li>
        ))}
      </ul>
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
      <div>
        <p class="next-who">
          <a href={`${base}/${of.id}`}>{titleOf(of)}</a>
          {of.service && <span class="hint">{of.service.name}</span>}
          {withOthers(of) && <span class="hint">{withOthers(of)}</span>}
        </p>
        <p>
          <AppointmentTime of={of} />
        </p>
        <FormProblem refusal={submit.refusal} />
      </div>
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

/** Returns what waits for the answer of the reader, in order of time. */
/** Reads all pages, so that no request is left out. */
async function openRequests(from: string): Promise<Appointment[]> {
  const found: Appointment[] = [];
  let cursor: string | undefined;
  do {
    // Each page is known only by the one before it.
    const page = await appointmentsApi.appointments({ from, status: 'requested', cursor });
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return found.filter((each) => each.actions.includes('confirm'));
}
