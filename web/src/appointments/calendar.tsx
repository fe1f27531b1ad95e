import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../api/types';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Page } from '../ui/page';
import { Agenda, NoAppointments } from './agenda';
import { BookDialog } from './book-dialog';
import { UnattendedHint } from './unattended-hint';

const STAFF = '/provider/appointments';

export default function Calendar() {
  const booking = useBooking();
  return (
    <Page title="Calendar" side={<BookButton onPress={booking.open} />}>
      <Agenda href="/provider/calendar" base={STAFF} empty={emptyOf(booking.open)} hasNowCard />
      {booking.dialog()}
    </Page>
  );
}

/** Shows the Appointments tab of a client's profile. */
export function ClientAppointments({ client }: { client: Client }) {
  const booking = useBooking();
  return (
    <section aria-label="Appointments">
      <UnattendedHint client={client.id} />
      <Agenda
        href={`/provider/clients/${client.id}/appointments`}
        base={STAFF}
        client={client.id}
        action={<BookButton onPress={booking.open} />}
        empty={emptyOf(booking.open)}
      />
      {booking.dialog(client)}
    </section>
  );
}

function emptyOf(onBook: () => void) {
  return { ahead: <NothingAhead onBook={onBook} />, past: <NothingPast /> };
}

function BookButton({ onPress }: { onPress: () => void }) {
  return (
    <button type="button" class="primary" onClick={onPress}>
      <Icon path={icons.plus} />
      Book appointment
    </button>
  );
}

/** Opens the booking dialog, and moves the focus to the new appointment. */
function useBooking() {
  const [isOpen, setOpen] = useState(false);
  const [newId, setNewId] = useState<string | null>(null);
  useEffect(() => {
    if (!newId) return;
    const observer = new MutationObserver(() => {
      const line = document.querySelector<HTMLElement>(`.slot a[href$="/${newId}"]`);
      if (!line) return;
      line.focus();
      setNewId(null);
    });
    observer.observe(document.getElementById('main') ?? document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [newId]);
  const dialog = (client?: Client) =>
    isOpen && (
      <BookDialog
        client={client}
        onClose={() => setOpen(false)}
        onDone={(booked) => {
          setOpen(false);
          setNewId(booked.id);
        }}
      />
    );
  return { open: () => setOpen(true), dialog };
}

function NothingAhead({ onBook }: { onBook: () => void }) {
  return (
    <NoAppointments>
      <p>No appointments ahead. Book one; the client gets an alert without details.</p>
      <button type="button" onClick={onBook}>
        Book appointment
      </button>
    </NoAppointments>
  );
}

function NothingPast() {
  return (
    <NoAppointments>
      <p>Nothing here yet. Appointments come here once they have begun, with what took place.</p>
    </NoAppointments>
  );
}
