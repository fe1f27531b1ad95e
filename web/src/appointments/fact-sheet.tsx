import type { Drop, FactSheet, Participant } from '../api/appointments';
import { Pill } from '../ui/pill';
import { durationWords } from './format';
import { timeWords } from './time-words';
import { localZone } from '../kernel/time-zones';
import * as icons from '../ui/icons';

interface FactSheetCardProps {
  sheet: FactSheet | null;
  participants: Participant[];
}

/** Shows who was there and when; minutes are rounded down. */
export function FactSheetCard({ sheet, participants }: FactSheetCardProps) {
  return (
    <section class="card" aria-labelledby="sheet">
      <h2 id="sheet">Fact sheet {sheet?.live && <Pill icon={icons.video} tone="green" words="Goes on" />}</h2>
      {sheet ? <Facts sheet={sheet} participants={participants} /> : <p class="muted">Nobody has entered the room.</p>}
    </section>
  );
}

function Facts({ sheet, participants }: { sheet: FactSheet; participants: Participant[] }) {
  const uncertain = Math.floor(sheet.uncertain / 60);
  return (
    <>
      <p class="balance">
        <span class="muted">Together</span>
        <strong>{Math.floor(sheet.together / 60)} min</strong>
      </p>
      {sheet.uncertain > 0 && (
        <p class="hint uncertain">
          {uncertain ? `${uncertain} min more ${uncertain === 1 ? 'is' : 'are'}` : 'Less than a minute more is'}{' '}
          uncertain: nobody was connected who could have said so. {uncertain === 1 || !uncertain ? 'It is' : 'They are'}{' '}
          not counted.
        </p>
      )}
      <ol class="timeline">
        {eventsOf(sheet, participants).map((event) => (
          <li key={`${event.at} ${event.words}`} class={event.isDrop ? 'broke' : ''}>
            <p>{event.words}</p>
            <p class="muted">
              <time dateTime={event.at}>{timeWords(Date.parse(event.at), localZone())}</time>
              {event.more && ` · ${event.more}`}
            </p>
          </li>
        ))}
      </ol>
      <Absent sheet={sheet} participants={participants} />
    </>
  );
}

function Absent({ sheet, participants }: { sheet: FactSheet; participants: Participant[] }) {
  const never = sheet.seats.filter((each) => !each.joined_at).map((each) => nameOf(each.seat, participants));
  return never.length ? <p class="muted">Never came: {never.join(', ')}</p> : null;
}

export interface SheetEvent {
  at: string;
  words: string;
  more?: string;
  isDrop?: boolean;
}

/** Returns the events of a visit, in order of time. */
export function eventsOf(sheet: FactSheet, participants: Participant[]): SheetEvent[] {
  const arrivals = sheet.seats.flatMap((each): SheetEvent[] => {
    const name = nameOf(each.seat, participants);
    const wait = each.waiting ? `waited ${durationWords(each.waiting)}` : undefined;
    return [
      ...(each.joined_at ? [{ at: each.joined_at, words: `${name} joined`, more: wait }] : []),
      ...(each.left_at
        ? [{ at: each.left_at, words: `${name} left`, more: `was there ${durationWords(each.present)}` }]
        : []),
    ];
  });
  const meeting: SheetEvent[] = sheet.started_at
    ? [{ at: sheet.started_at, words: 'They saw or heard each other' }]
    : [];
  const drops = sheet.drops.map((drop): SheetEvent => ({
    at: drop.at,
    words: `Connection lost for ${durationWords(drop.seconds)}`,
    more: [sideWords(drop, participants), drop.returned ? '' : 'did not come back'].filter(Boolean).join(', '),
    isDrop: true,
  }));
  return [...arrivals, ...meeting, ...drops].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function sideWords(drop: Drop, participants: Participant[]): string {
  if (drop.side === 'seat' && drop.seat) return `on ${nameOf(drop.seat, participants)}’s side`;
  return drop.side === 'path' ? 'on the way between them' : 'whose side is not known';
}

function nameOf(seat: string, participants: Participant[]): string {
  return participants.find((each) => each.seat === seat)?.name ?? 'Somebody';
}
