import { addressOf, type View } from './address';

const WORDS: [View, string][] = [
  ['week', 'Week'],
  ['day', 'Day'],
  ['agenda', 'Agenda'],
  ['past', 'Past'],
];

interface ViewsProps {
  href: string;
  view: View;
  isWide: boolean;
  date?: string;
}

/** Shows the links to the views; a phone has no room for a week. */
export function Views({ href, view, isWide, date }: ViewsProps) {
  return (
    <ul class="chips" aria-label="View">
      {WORDS.filter(([each]) => isWide || each !== 'week').map(([each, words]) => (
        <li key={each}>
          <a
            class="chip"
            href={addressOf(href, each, each === 'week' || each === 'day' ? date : undefined)}
            aria-current={each === view ? 'page' : undefined}
          >
            {words}
          </a>
        </li>
      ))}
    </ul>
  );
}
