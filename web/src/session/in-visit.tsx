import * as auth from '../api/auth';
import { Form, useSubmit } from '../ui/form';
import { EntryPage } from './entry-page';
import type { StepProps } from './step';

/** Asks before a sign-in ends a visit in another browser. */
export default function InVisit({ onNext, onAgain }: StepProps) {
  const submit = useSubmit();
  const send = async (): Promise<void> => onNext((await auth.confirmSignIn()).next);
  return (
    <EntryPage title="You are in a visit" lead="You are in a visit in another browser. Signing in here ends it there.">
      <Form submit={submit} onSend={send}>
        <button class="primary wide" aria-busy={submit.busy}>
          Continue
        </button>
        <button type="button" class="ghost wide" onClick={onAgain}>
          Cancel
        </button>
      </Form>
    </EntryPage>
  );
}
