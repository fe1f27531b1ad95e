import * as icons from '../ui/icons';
import { Empty } from '../ui/page';

const WORDS: Record<string, string> = {
  waiting: 'Nobody waits for an answer.',
  unpaid: 'No client has an unpaid invoice.',
  'no-next': 'Every client has a next appointment.',
};

/** Says how a list is sorted that is too long to be sorted by name. */
export function OrderHint({ isLong }: { isLong: boolean }) {
  if (!isLong) return null;
  return <p class="hint">More than 500 clients: those added first come first. Search to find a client by name.</p>;
}

/** Says that no client fits a filter of the list. */
export function NoneShown({ shown }: { shown: string }) {
  return (
    <Empty icon={icons.checked}>
      <p>{WORDS[shown] ?? 'No client fits this filter.'}</p>
    </Empty>
  );
}
