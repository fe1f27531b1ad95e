import { useLocation } from 'preact-iso';
import { useId } from 'preact/hooks';
import { bookableServices } from '../api/booking';
import { useApi } from '../api/resource';
import type { Named } from '../api/types';
import * as waitlistApi from '../api/waitlist';
import type { Wait } from '../api/waitlist';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';
import { useSearch } from '../ui/search';
import { SearchedList, Toolbar } from '../ui/toolbar';
import { StaffWaits } from './waitlist-rows';
import { wishWords } from './waitlist-words';
import './waitlist.css';

const HREF = '/admin/waitlist';
type Filter = 'service' | 'provider';

/** Shows an Admin who waits in the whole practice, the longest wait first. */
export default function WaitlistPage() {
  const { query, route } = useLocation();
  const chosen = { service: query['service'] ?? '', provider: query['provider'] ?? '' };
  const list = useApi(`waitlist:${chosen.service}:${chosen.provider}`, () => waitlistApi.waits(chosen));
  const services = useApi('bookable-services', bookableServices).data?.items ?? [];
  const search = useSearch('waitlist', { data: list.data, more: () => Promise.resolve() });
  const waits = (list.data?.items ?? []).filter((each) => search.fits(...searchedOf(each)));
  const isFiltered = !!(chosen.service || chosen.provider);
  const choose = (filter: Filter, value: string): void => {
    const words = Object.entries({ ...chosen, [filter]: value }).filter(([, each]) => each);
    route(words.length ? `${HREF}?${new URLSearchParams(words)}` : HREF, true);
  };
  return (
    <Page title="Waitlist" back={{ href: '/admin/calendar', label: 'Calendar' }}>
      <Toolbar of="waitlist" search={search} hits={waits.length}>
        <Choice of="service" chosen={chosen.service} all={distinct(services)} onChoose={choose} />
        <Choice
          of="provider"
          chosen={chosen.provider}
          all={distinct(services.flatMap((each) => each.providers))}
          onChoose={choose}
        />
      </Toolbar>
      <Loaded of={list} lines={6}>
        {({ items }) =>
          items.length ? (
            <SearchedList search={search} hits={waits.length}>
              <section class="card waitlist of-practice" aria-label="Waitlist">
                <StaffWaits of={waits} />
              </section>
            </SearchedList>
          ) : (
            <Empty icon={icons.clock}>
              {isFiltered
                ? 'Nobody on the waitlist fits these filters.'
                : 'Nobody is on the waitlist. Clients join it on their Appointments page. When a time becomes free, it is offered to the first client whom it suits.'}
            </Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

interface ChoiceProps {
  of: Filter;
  chosen: string;
  all: Named[];
  onChoose: (of: Filter, value: string) => void;
}

function Choice({ of, chosen, all, onChoose }: ChoiceProps) {
  const id = useId();
  const label = of === 'service' ? 'Visit' : 'Provider';
  return (
    <div class="field provider-filter">
      <label class="unseen" for={id}>
        {label}
      </label>
      <select id={id} value={chosen} onChange={(event) => onChoose(of, event.currentTarget.value)}>
        <option value="">{of === 'service' ? 'All visits' : 'All providers'}</option>
        {all.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Returns each once, by name. */
function distinct(all: Named[]): Named[] {
  const byId = new Map(all.map((each) => [each.id, each]));
  return [...byId.values()].sort((one, other) => one.name.localeCompare(other.name));
}

function searchedOf(each: Wait): string[] {
  return [each.client.name, each.service.name, wishWords(each)];
}
