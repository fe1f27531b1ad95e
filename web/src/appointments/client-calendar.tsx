import type { Client } from '../api/types';
import { appointmentsPath, clientPath } from '../session/paths';
import { Agenda } from './agenda';
import { BookButton, emptyOf, useBooking } from './booking';
import { UnattendedHint } from './unattended-hint';

/** Shows the Appointments tab of a client's profile. */
export function ClientAppointments({ client }: { client: Client }) {
  const booking = useBooking();
  return (
    <section aria-label="Appointments">
      <UnattendedHint client={client.id} />
      <Agenda
        href={clientPath(client.id, 'appointments')}
        base={appointmentsPath()}
        client={client.id}
        action={<BookButton onPress={() => booking.open()} />}
        empty={emptyOf(() => booking.open())}
      />
      {booking.dialog(client)}
    </section>
  );
}
