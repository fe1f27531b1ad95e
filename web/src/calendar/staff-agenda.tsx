import { Agenda, type AgendaProps } from '../appointments/agenda';
import { HeldTimes, useHeldTimes } from './held-times';
import { Requests, useRequests } from './requests';
import { Undecided, useUndecided } from './undecided';

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
    isLoading: [requests, undecided, held].some((each) => each.isLoading),
    part: (
      <>
        <Requests of={requests.data} base={agenda.base} />
        <Undecided of={undecided.data} base={agenda.base} />
        <HeldTimes of={held.data} href={waitlist} />
      </>
    ),
  };
  return <Agenda {...agenda} above={above} />;
}
