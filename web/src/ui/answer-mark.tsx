import { isAwaited } from '../api/attention';
import { Icon } from './icon';
import * as icons from './icons';

/** The red mark beside the name of a client who waits for an answer. Only Respond or Close ends the wait. */
export function AnswerMark({ client }: { client: string }) {
  if (!isAwaited(client)) return null;
  return (
    <span class="answer-mark" title="Needs an answer">
      <Icon path={icons.message} />
      <span class="unseen">Needs an answer</span>
    </span>
  );
}
