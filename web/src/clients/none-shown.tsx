import * as icons from '../ui/icons';
import { Empty } from '../ui/page';

const WORDS: Record<string, string> = {
  waiting: 'Nobody waits for an answer.',
  unpaid: 'No client has an unpaid invoice.',
  'no-next': 'Every client has a next appointment.',
};

/** Says that no client fits a filter of the list. */
export function NoneShown({ shown }: { shown: string }) {
  return (
    <Empty icon={icons.checked}>
      <p>{WORDS[shown] ?? 'No client fits this filter.'}</p>
    </Empty>
  );
}
