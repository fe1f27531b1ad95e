import { useLocation } from 'preact-iso';
import { me } from '../session/session';
import { Page } from '../ui/page';
import { Ahead, NoneYet, Past, Views } from './agenda';

const MINE = '/client/appointments';

/** A client's own. */
export default function MyAppointments() {
  const { query } = useLocation();
  const isPast = query['view'] === 'past';
  return (
    <Page title="Appointments">
      <Views href={MINE} past={isPast} />
      {isPast ? (
        <Past
          base={MINE}
          empty={
            <NoneYet>
              <p>No past appointments. Chat notes and files of your visits will be kept here.</p>
            </NoneYet>
          }
        />
      ) : (
        <Ahead
          base={MINE}
          empty={
            <NoneYet>
              <p>No appointments ahead. {me.value?.practice.name} books them with you and writes to you.</p>
            </NoneYet>
          }
        />
      )}
    </Page>
  );
}
