import { useEffect } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import type { Named } from '../api/types';
import { loadAll } from '../api/pages';
import { dropCached, useApi } from '../api/resource';
import { LocationMark } from '../practice/location-mark';
import { AppointmentTime } from './appointment-time';
import { serverNow } from '../kernel/server-clock';
import { me } from '../session/session';
import { Area } from '../ui/area';
import { Dialog } from '../ui/dialog';
import { useSubmit } from '../ui/form';
import { Loaded } from '../ui/loaded';
import { Taken } from './handover-taken';
import { useTakeOvers, type TakeOver } from './handover-state';
import { dayOf } from './time-words';
import './handover.css';

interface HandedOverVisitsProps {
  from: Named;
  to: Named;
  /** The first and the last day of a cover, in the practice’s time zone; none for good. */
  period?: { since: string; until: string };
  onClose: () => void;
}

/** Lists the visits that clients who were handed over still have with the former provider, to be moved as well. */
export default function HandedOverVisits(props: HandedOverVisitsProps) {
  const { from, period, onClose } = props;
  const key = `handed-over:${from.id}`;
  const visits = useApi(key, () => visitsOf(from.id, period));
  // The next handover of this provider lists what is left then, or on other days.
  useEffect(() => () => dropCached(key), [key]);
  return (
    <Dialog title="Their upcoming visits" onClose={onClose}>
      <Loaded of={visits} lines={4}>
        {(all) => <Visits {...props} all={all} />}
      </Loaded>
    </Dialog>
  );
}

function Visits({ all, from, to, onClose }: HandedOverVisitsProps & { all: Appointment[] }) {
  const moves = useTakeOvers(all, from.id, to.id);
  const submit = useSubmit();
  const left = moves.all.filter((each) => each.state === 'planned').length;
  if (!all.length) return <NoVisits from={from} onClose={onClose} />;
  return (
    <>
      <div class="dialog-body">
        <p>
          The clients were handed over. These visits are still with {from.name}. Move them to {to.name}: video visits
          keep their rooms, and what the clients confirmed stays. Each client gets an alert without details.
        </p>
        <ul class="moved-visits">
          {moves.all.map((each) => (
            <li key={each.visit.id}>
              <Area>
                <Visit of={each} />
                <Taken of={each} onChoose={(choice) => void submit.run(() => moves.move(each, choice))} />
              </Area>
            </li>
          ))}
        </ul>
      </div>
      <div class="dialog-foot">
        <button type="button" class={left ? '' : 'primary'} onClick={onClose}>
          {left ? 'Leave them' : 'Done'}
        </button>
        {left > 0 && (
          <button
            type="button"
            class="primary"
            aria-busy={submit.busy}
            onClick={() => void submit.run(() => moves.moveAll())}
          >
            {left === 1 ? 'Move 1 visit' : `Move ${left} visits`}
          </button>
        )}
      </div>
    </>
  );
}

function Visit({ of }: { of: TakeOver }) {
  return (
    <p>
      <strong>{of.visit.client.name}</strong> <AppointmentTime of={of.visit} /> <LocationMark of={of.visit.location} />{' '}
      <span role="status">{STATES[of.state]}</span>
    </p>
  );
}

function NoVisits({ from, onClose }: Pick<HandedOverVisitsProps, 'from' | 'onClose'>) {
  return (
    <>
      <div class="dialog-body">
        <p>The clients were handed over. None of them has a visit with {from.name} in this time.</p>
      </div>
      <div class="dialog-foot">
        <button type="button" class="primary" onClick={onClose}>
          Done
        </button>
      </div>
    </>
  );
}

const STATES: Record<TakeOver['state'], string> = {
  planned: '',
  moving: 'Moving…',
  moved: 'Moved',
  failed: 'Not moved',
};

/** Returns the visits ahead that can be handed over: all of them, or those on the days of a cover. */
async function visitsOf(provider: string, period: HandedOverVisitsProps['period']): Promise<Appointment[]> {
  const from = new Date(serverNow()).toISOString();
  const zone = me.value?.practice.zone ?? 'UTC';
  const all = await loadAll((cursor) => appointmentsApi.appointments({ from, provider, cursor }));
  return all.filter((each) => {
    const day = dayOf(Date.parse(each.starts_at), zone);
    return each.actions.includes('hand_over') && (!period || (period.since <= day && day <= period.until));
  });
}
