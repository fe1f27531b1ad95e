import { formatIn, localZone } from '../kernel/time-zones';
import type { Calendar } from '../api/booking';
import type { Named } from '../api/types';
import { LOCATIONS } from '../practice/location-mark';
import { Icon } from '../ui/icon';
import { addressOf, todayHere } from './address';
import { isOn } from './boxes';
import type { Day } from './days';
import { offWords } from './days-off-words';
import { hrefOf, lookOf, type Entry } from './entries';

interface PracticeWeekProps {
  href: string;
  base: string;
  days: Day[];
  providers: Named[];
  entries: Entry[];
  daysOff: Calendar['days_off'];
  now: number;
}

/** Shows what the providers of a practice have on some days: a row for each, and a column for each day. */
export function PracticeWeek({ href, base, days, providers, entries, daysOff, now }: PracticeWeekProps) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls is reached by the keyboard
    <div class="practice-week" role="region" aria-label="Appointments by provider" tabIndex={0}>
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">Provider</th>
            {days.map(({ date }) => (
              <th key={date} role="columnheader" class={date === todayHere() ? 'today' : ''}>
                <a href={addressOf(href, 'day', date)}>
                  {formatIn('UTC', { weekday: 'short', month: 'short', day: 'numeric' }, Date.parse(date))}
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {providers.map((provider) => (
            <tr key={provider.id} role="row">
              <th role="rowheader" scope="row">
                <a title={provider.name} href={`${href}?view=week&provider=${provider.id}&day=${days[0]?.date}`}>
                  <span class="provider-name">{provider.name}</span>
                </a>
              </th>
              {days.map((day) => (
                <td key={day.date} role="cell">
                  <Off words={offWords(daysOff, day, provider.id)} />
                  <Visits
                    of={entries.filter((each) => each.providers.includes(provider.id) && isOn(day, each))}
                    base={base}
                    now={now}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Off({ words }: { words: string }) {
  return words ? <p class="day-off">{words}</p> : null;
}

function Visits({ of, base, now }: { of: Entry[]; base: string; now: number }) {
  return (
    <ul>
      {of.map((each) => {
        const state = lookOf(each, now);
        const where = each.location && LOCATIONS[each.location];
        const isElsewhere = where && each.location !== 'video';
        return (
          <li key={each.id}>
            <a class={`visit-box line ${state.tone} ${each.room ? '' : 'held'}`} href={hrefOf(each, base)}>
              <time dateTime={new Date(each.start).toISOString()}>
                {formatIn(localZone(), { hour: 'numeric', minute: '2-digit' }, each.start)}
              </time>{' '}
              <span class="visit-name">
                {/* What is only booked is the rule: where it takes place says more. */}
                {!(isElsewhere && state.words === 'Booked') && <Icon path={state.icon} />}
                {isElsewhere && <Icon path={where.icon} />}
                <strong>{each.title}</strong>
              </span>{' '}
              <span class="unseen">
                {state.words}
                {where && `, ${where.word}`}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
