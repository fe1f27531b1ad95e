import { useLocation } from 'preact-iso';
import { me } from '../session/session';
import { Page } from '../ui/page';
import { UpcomingAppointments, NoAppointments, PastAppointments, ViewTabs } from './agenda';

const MINE = '/client/appointments';

/** Shows the appointments of the client who is signed in. */
export default function MyAppointments() {
  const { query } = useLocation();
  const isPast = query['view'] === 'past';
  return (
    <Page title="Appointments">
      <ViewTabs href={MINE} past={isPast} />
      {isPast ? (
        <PastAppointments
          base={MINE}
          empty={
            <NoAppointments>
              <p>No past appointments. Chat notes and files of your visits will be kept here.</p>
            </NoAppointments>
          }
        />
      ) : (
        <UpcomingAppointments
          base={MINE}
          empty={
            <NoAppointments>
              <p>No appointments ahead. {me.value?.practice.name} books them with you and writes to you.</p>
            </NoAppointments>
          }
        />
      )}
    </Page>
  );
}
