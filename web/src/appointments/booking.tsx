import { useEffect, useState } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import type { Client } from '../api/types';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { later } from '../ui/later';
import { NoAppointments } from './agenda';

const BookDialog = later(() => import('./book-dialog'));

/** The path before an appointment's id, for staff. */
export const STAFF = '/provider/appointments';

/** Returns what a list says when nothing is ahead, and when nothing is past. */
export function emptyOf(onBook: () => void) {
  return { ahead: <NothingAhead onBook={onBook} />, past: <NothingPast /> };
}

export function BookButton({ onPress }: { onPress: () => void }) {
  return (
    <button type="button" class="primary" onClick={onPress}>
      <Icon path={icons.plus} />
      <span>
        Book<span class="book-what"> appointment</span>
      </span>
    </button>
  );
}

/**
 * Opens the booking dialog, and moves the focus to the new appointment.
 *
 * `onBooked` may show the place where it appears.
 */
export function useBooking(onBooked?: (booked: Appointment) => void) {
  const [opened, setOpened] = useState<{ at?: number; provider?: string } | null>(null);
  const [newId, setNewId] = useState<string | null>(null);
  useEffect(() => {
    if (!newId) return;
    const look = (): void => {
      // In the row of a list, or in the calendar.
      const link = document.querySelector<HTMLElement>(`:is(.slot a, a.visit-box)[href$="/${newId}"]`);
      if (!link) return;
      link.focus();
      setNewId(null);
    };
    look();
    const observer = new MutationObserver(look);
    observer.observe(document.getElementById('main') ?? document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [newId]);
  const dialog = (client?: Client) =>
    opened && (
      <BookDialog
        client={client}
        at={opened.at}
        provider={opened.provider}
        onClose={() => setOpened(null)}
        onDone={(booked) => {
          setOpened(null);
          setNewId(booked.id);
          onBooked?.(booked);
        }}
      />
    );
  return { open: (at?: number, provider?: string) => setOpened({ at, provider }), dialog };
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
