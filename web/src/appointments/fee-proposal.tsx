import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { Appointment, Fee } from '../api/appointments';
import * as clients from '../api/clients';
import { useApi } from '../api/resource';
import { dayIn, formatDate } from '../kernel/dates';
import type { Prefill } from '../billing/compose-invoice';
import { me } from '../session/session';
import { later } from '../ui/later';
import { visitWords } from '../practice/location-mark';

const ComposeInvoice = later(async () => ({ default: (await import('../billing/compose-invoice')).ComposeInvoice }));

/** Shows the fee that is proposed for a visit, or that nothing is for a late cancellation; the provider decides. */
export function FeeProposal({ appointment, fee }: { appointment: Appointment; fee: Fee }) {
  const [composing, setComposing] = useState(false);
  const { route } = useLocation();
  const { client } = appointment;
  return (
    <section class="card fee" aria-labelledby="fee">
      <div>
        <h2 id="fee">
          {appointment.late ? (
            'Late cancellation'
          ) : (
            <>
              <span class="muted">{proposedBy(appointment)}</span> {proposalWords(fee)}
            </>
          )}
        </h2>
        <p>{fee.why}</p>
      </div>
      {me.value?.role === 'provider' && <CreateButton of={appointment} onPress={() => setComposing(true)} />}
      {composing && (
        <ComposeInvoice
          client={client}
          prefill={prefillOf(appointment, fee)}
          onClose={() => setComposing(false)}
          onDone={(invoice) => route(`/billing/invoices/${invoice.id}`)}
        />
      )}
    </section>
  );
}

/** Offers the invoice, or says why this provider may not create one. */
function CreateButton({ of, onPress }: { of: Appointment; onPress: () => void }) {
  const { id } = of.client;
  const profile = useApi(`client:${id}`, () => clients.client(id)).data;
  if (!profile) return null;
  const { may, reason } = profile.invoices_allowed;
  if (!may) return <p class="hint">{reason}</p>;
  return (
    <button type="button" class="primary" onClick={onPress}>
      {of.late ? 'Charge for the late cancellation' : 'Create invoice from this visit'}
    </button>
  );
}

/** Says what proposes the fee: the practice's rule, which goes by the room, or the mark of a visit without one. */
function proposedBy({ location }: Appointment): string {
  return location === 'video' ? 'Proposed by your practice’s rule:' : 'Proposed:';
}

export function proposalWords({ proposal, share }: Fee): string {
  if (proposal === 'prorated') return `prorated ${share}%`;
  return proposal;
}

export function prefillOf(appointment: Appointment, fee: Fee): Prefill {
  // One day, the practice's, in the description and as the date of service.
  const day = dayIn(appointment.starts_at, me.value?.practice.zone ?? 'UTC');
  return {
    key: appointment.id,
    description: `${appointment.late ? 'Late cancellation of the visit' : visitWords(appointment.location)} on ${formatDate(day)}`,
    // Who charges for a late cancellation has decided, and no rule says how much.
    share: appointment.late ? 100 : fee.share,
    service_on: day,
  };
}
