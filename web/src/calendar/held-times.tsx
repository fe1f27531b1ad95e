import { useApi } from '../api/resource';
import * as waitlistApi from '../api/waitlist';
import type { Wait } from '../api/waitlist';
import { dayWords, timeWords } from '../appointments/time-words';
import { localZone } from '../kernel/time-zones';
import * as icons from '../ui/icons';
import { Pill } from '../ui/pill';
import { heldWords } from './entries';

/** Loads the waits with an open offer, whose times are held, in order of time. */
export function useHeldTimes() {
  const waits = useApi('waitlist', () => waitlistApi.waits());
  const held = waits.data?.items.filter((each) => each.offer);
  return { ...waits, data: held?.sort((one, other) => startOf(one) - startOf(other)) };
}

/** Shows in an agenda which times are held for offers; nothing if none are. */
export function HeldTimes({ of, href }: { of: Wait[]; href: string }) {
  if (!of.length) return null;
  return (
    <section class="agenda held-times" aria-labelledby="held-times">
      <h2 id="held-times">Held for offers</h2>
      <ul class="slots">
        {of.map((each) => (
          <li key={each.id} class="slot">
            <p class="slot-time">
              {dayWords(startOf(each), localZone())}, {timeWords(startOf(each), localZone())}
            </p>
            <p class="slot-who">
              <a class="row-link" href={href}>
                {each.client.name}
              </a>
              <span class="hint">
                {each.service.name} with {each.offer?.provider.name}
              </span>
            </p>
            {each.offer && <Pill icon={icons.clock} tone="amber" words={heldWords(each.offer.ends_at)} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function startOf({ offer }: Wait): number {
  return Date.parse(offer?.starts_at ?? '');
}
