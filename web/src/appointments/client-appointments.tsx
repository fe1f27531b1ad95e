import { me } from '../session/session';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { later } from '../ui/later';
import { Page } from '../ui/page';
import { Agenda, NoAppointments } from './agenda';
import { FeedButton } from './feed-button';

const MINE = '/client/appointments';
const Offers = later(async () => ({ default: (await import('./waitlist-client')).Offers }));
const Waits = later(async () => ({ default: (await import('./waitlist-client')).Waits }));

/** Shows the appointments of the client who is signed in. */
export default function MyAppointments() {
  const ahead = (
    <NoAppointments>
      <p>No appointments ahead. Book a visit, or {me.value?.practice.name} books one with you and writes to you.</p>
    </NoAppointments>
  );
  const past = (
    <NoAppointments>
      <p>No past appointments. Chat notes and files of your visits will be kept here.</p>
    </NoAppointments>
  );
  return (
    <Page
      title="Appointments"
      side={
        <div class="head-acts">
          <FeedButton />
          <a class="button primary" href="/client/book">
            <Icon path={icons.plus} />
            Book a visit
          </a>
        </div>
      }
    >
      <Offers />
      <Agenda href={MINE} base={MINE} empty={{ ahead, past }} />
      <Waits />
    </Page>
  );
}
