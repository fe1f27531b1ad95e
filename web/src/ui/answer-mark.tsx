import { isAwaited } from '../api/attention';
import { Icon } from './icon';
import * as icons from './icons';

/** The red mark beside the name of a client who waits for an answer. Only Respond or Close ends the wait. */
export function AnswerMark({ client }: { client: string }) {
  const isOn = isAwaited(client);
  return (
    <span class={isOn ? 'answer-mark' : 'answer-mark off'} title={isOn ? 'Needs an answer' : undefined}>
      <Icon path={icons.message} />
      {isOn && <span class="unseen">Needs an answer</span>}
    </span>
  );
}
