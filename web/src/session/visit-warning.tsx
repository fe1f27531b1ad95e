import { signal } from '@preact/signals';
import { Dialog } from '../ui/dialog';
import { isVisitOpen } from './open-visit';
import { signOut } from './session';

interface Question {
  text: string;
  verb: string;
  keep: string;
  act: () => void;
}

const question = signal<Question | null>(null);

/** Acts at once, or asks first if a visit is open in a tab of this browser. */
export async function actBesideVisit(asked: Question): Promise<void> {
  if (await isVisitOpen()) question.value = asked;
  else asked.act();
}

/** Signs out; if a visit is open in a tab of this browser, it asks first. */
export function askAndSignOut(): void {
  void actBesideVisit({
    text: 'A visit is open in another tab. If you sign out, it ends for you there.',
    verb: 'Sign out',
    keep: 'Stay signed in',
    act: () => void signOut(),
  });
}

/** Says that a visit is open, before something is done that concerns it. */
export function VisitWarning() {
  const asked = question.value;
  if (!asked) return null;
  const close = (): void => void (question.value = null);
  const act = (): void => {
    close();
    asked.act();
  };
  return (
    <Dialog alert title="You are in a visit" onClose={close}>
      <p>{asked.text}</p>
      <div class="dialog-foot">
        <button type="button" autofocus onClick={close}>
          {asked.keep}
        </button>
        <button type="button" class="primary" onClick={act}>
          {asked.verb}
        </button>
      </div>
    </Dialog>
  );
}
