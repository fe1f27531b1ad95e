import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { loadAll } from '../api/pages';
import { invalidate, useApi } from '../api/resource';
import { AppointmentLines } from './appointment-lines';
import { titleOf } from './participants';
import { serverNow } from '../kernel/server-clock';
import { Area } from '../ui/area';
import { useSubmit } from '../ui/form';
import { Part } from '../ui/loaded';
import { toast } from '../ui/toast';
import './appointments.css';

const MONTH_MS = 31 * 24 * 3_600_000;

/** Loads the past visits of the last month of which nobody has said whether they took place. */
export function useUndecided() {
  const from = useRef(new Date(serverNow() - MONTH_MS).toISOString()).current;
  const to = useRef(new Date(serverNow()).toISOString()).current;
  return useApi('appointments:undecided', () => allUndecided({ from, to }));
}

const allUndecided = (query: appointmentsApi.AppointmentQuery): Promise<Appointment[]> =>
  loadAll((cursor) => appointmentsApi.appointments({ ...query, undecided: true, cursor }));

/** Asks of each past visit of a client whether it took place, however long ago it was. */
export function UndecidedOf({ client, base }: { client: string; base: string }) {
  const to = useRef(new Date(serverNow()).toISOString()).current;
  const undecided = useApi(`appointments:undecided:${client}`, () => allUndecided({ client, to }));
  return (
    <Part of={undecided} what="The past visits">
      {(all) => <Undecided of={all} base={base} />}
    </Part>
  );
}

/** Asks of each past visit whether it took place. */
export function Undecided({ of, base }: { of: Appointment[]; base: string }) {
  if (!of.length) return null;
  return (
    <section class="card requests" aria-labelledby="undecided">
      <h2 id="undecided">Did {of.length === 1 ? 'this visit' : 'these visits'} take place?</h2>
      <ul>
        {of.map((each) => (
          <li key={each.id}>
            <Area>
              <PastVisit of={each} base={base} />
            </Area>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PastVisit({ of, base }: { of: Appointment; base: string }) {
  const submit = useSubmit();
  const act = (send: typeof appointmentsApi.complete, words: string) => () =>
    void submit.run(async () => {
      await send(of.id, of.version);
      toast(words);
      // The preview of a merge counts what is undecided.
      invalidate('appointments', 'merge:');
    });
  return (
    <>
      <AppointmentLines of={of} base={base} refusal={submit.refusal} />
      <div class="request-acts">
        <button type="button" onClick={act(appointmentsApi.markNoShow, 'Marked as a no-show.')}>
          No-show<span class="unseen"> of {titleOf(of)}</span>
        </button>
        <button
          type="button"
          class="primary"
          aria-busy={submit.busy}
          onClick={act(appointmentsApi.complete, 'Marked as completed.')}
        >
          It took place<span class="unseen">: {titleOf(of)}</span>
        </button>
      </div>
    </>
  );
}
