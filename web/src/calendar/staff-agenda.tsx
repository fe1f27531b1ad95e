import { Agenda, type AgendaProps } from '../appointments/agenda';
import { isPending, Part } from '../ui/loaded';
import { HeldTimes, useHeldTimes } from './held-times';
import { Requests, useRequests } from './requests';
import { Undecided, useUndecided } from '../appointments/undecided';

interface StaffAgendaProps extends Omit<AgendaProps, 'above'> {
  /** The address of the waitlist. */
  waitlist: string;
}

/** Shows an agenda of staff below what waits for them, which it waits for so that nothing moves. */
export function StaffAgenda({ waitlist, ...agenda }: StaffAgendaProps) {
  const requests = useRequests();
  const undecided = useUndecided();
  const held = useHeldTimes();
  const above = {
    isLoading: [requests, undecided, held].some(isPending),
    part: (
      <>
        <Part of={requests} what="The requests">
          {(all) => <Requests of={all} base={agenda.base} />}
        </Part>
        <Part of={undecided} what="The past visits">
          {(all) => <Undecided of={all} base={agenda.base} />}
        </Part>
        <Part of={held} what="The held times">
          {(all) => <HeldTimes of={all} href={waitlist} />}
        </Part>
      </>
    ),
  };
  return <Agenda {...agenda} above={above} />;
}
