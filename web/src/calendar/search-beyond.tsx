import { useState } from 'preact/hooks';
import { dayOf, dayWords, whenWords } from '../appointments/time-words';
import { localZone } from '../kernel/time-zones';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import type { Search } from '../ui/search';
import { FormProblem, useSubmit } from '../ui/form';
import { addressOf, type View } from './address';
import { entriesOf, type Entry } from './entries';
import { loadBetween } from './load';

const DAY_MS = 86_400_000;
/** The most days that the server returns at once, and how often it is asked before the reader is. */
const PAGE_DAYS = 42;
const PAGES = 4;

interface SearchBeyondProps {
  search: Search;
  view: View;
  href: string;
  /** The end of what is shown. */
  end: number;
  provider: string | undefined;
}

/** Says that nothing shown fits the search, and looks for the next appointment that does. */
export function SearchBeyond({ search, view, href, end, provider }: SearchBeyondProps) {
  const submit = useSubmit();
  const [until, setUntil] = useState(end);
  const [match, setMatch] = useState<Entry>();
  const look = async (): Promise<void> => {
    let from = until;
    for (let page = 0; page < PAGES; page += 1) {
      const to = from + PAGE_DAYS * DAY_MS;
      const { items, providers } = await loadBetween(from, to, provider);
      const next = entriesOf(items, providers).find((each) => each.start >= from && search.fits(...each.searched));
      if (next) {
        setMatch(next);
        return;
      }
      from = to;
    }
    setUntil(from);
  };
  const words = search.words.trim();
  const where = until > end ? `until ${dayWords(until, localZone())}` : `in this ${view}`;
  return (
    <div class="empty">
      <Icon path={icons.search} />
      <div role="status">
        <p>
          Nothing matches “{words}” {where}.
        </p>
        {match && (
          <p>
            The next match is{' '}
            <a href={addressOf(href, view, dayOf(match.start, localZone()))}>
              {match.title}, {whenWords(match, localZone())}
            </a>
            .
          </p>
        )}
      </div>
      <FormProblem refusal={submit.refusal} />
      {!match && (
        <button type="button" class="primary" aria-busy={submit.busy} onClick={() => void submit.run(look)}>
          {until > end ? 'Look further' : 'Look in the next weeks'}
        </button>
      )}
      <button type="button" onClick={() => search.setWords('')}>
        Clear search
      </button>
    </div>
  );
}
