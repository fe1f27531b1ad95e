import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../api/types';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Page } from '../ui/page';
import { Ahead, NoneYet, Past, Views } from './agenda';
import { Book } from './book';

const STAFF = '/provider/appointments';

export default function Calendar() {
  const { query } = useLocation();
  const isPast = query['view'] === 'past';
  const booking = useBooking();
  return (
    <Page title="Calendar" side={<BookButton onPress={booking.open} />}>
      <Views href="/provider/calendar" past={isPast} />
      {isPast ? (
        <Past base={STAFF} empty={<NothingPast />} />
      ) : (
        <Ahead base={STAFF} empty={<NothingAhead onBook={booking.open} />} />
      )}
      {booking.dialog()}
    </Page>
  );
}

/** The profile's Appointments tab. */
export function ClientAppointments({ client }: { client: Client }) {
  const { query } = useLocation();
  const isPast = query['view'] === 'past';
  const booking = useBooking();
  return (
    <section aria-label="Appointments">
      <div class="section-head">
        <Views href={`/provider/clients/${client.id}/appointments`} past={isPast} />
        <BookButton onPress={booking.open} />
      </div>
      {isPast ? (
        <Past base={STAFF} client={client.id} empty={<NothingPast />} />
      ) : (
        <Ahead base={STAFF} client={client.id} empty={<NothingAhead onBook={booking.open} />} />
      )}
      {booking.dialog(client)}
    </section>
  );
}

function BookButton({ onPress }: { onPress: () => void }) {
  return (
    <button type="button" class="primary" onClick={onPress}>
      <Icon path={icons.plus} />
      Book appointment
    </button>
  );
}

/** After booking the focus is on the new line, where the eye looks. */
function useBooking() {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  useEffect(() => {
    if (!made) return;
    const seek = new MutationObserver(() => {
      const line = document.querySelector<HTMLElement>(`.slot a[href$="/${made}"]`);
      if (!line) return;
      line.focus();
      setMade(null);
    });
    seek.observe(document.getElementById('main') ?? document.body, { childList: true, subtree: true });
    return () => seek.disconnect();
  }, [made]);
  const dialog = (client?: Client) =>
    isOpen && (
      <Book
        client={client}
        onClose={() => setOpen(false)}
        onDone={(booked) => {
          setOpen(false);
          setMade(booked.id);
        }}
      />
    );
  return { open: () => setOpen(true), dialog };
}

function NothingAhead({ onBook }: { onBook: () => void }) {
  return (
    <NoneYet>
      <p>No appointments ahead. Book one; the client gets an alert without details.</p>
      <button type="button" onClick={onBook}>
        Book appointment
      </button>
    </NoneYet>
  );
}

function NothingPast() {
  return (
    <NoneYet>
      <p>Nothing here yet. Appointments come here once they have begun, with what took place.</p>
    </NoneYet>
  );
}
