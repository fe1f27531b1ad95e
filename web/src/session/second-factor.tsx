import { useState } from 'preact/hooks';
import * as auth from '../api/auth';
import { Form, useSubmit } from '../ui/form';
import { CodeField, sixDigits } from './code-field';
import { EntryPage } from './entry-page';
import type { StepProps } from './step';

export default function SecondFactor({ onNext, onAgain }: StepProps) {
  const submit = useSubmit();
  const [code, setCode] = useState('');
  const send = async (): Promise<void> => {
    const digits = sixDigits(code);
    await onNext((await auth.sendCode(digits)).next);
  };
  return (
    <EntryPage title="Enter your code" lead="Open your authenticator app and type the 6 digits it shows for Clocktree.">
      <Form submit={submit} onSend={send}>
        <CodeField value={code} onValue={setCode} error={submit.error('code')} />
        <button class="primary wide" aria-busy={submit.busy}>
          Continue
        </button>
        <button type="button" class="ghost wide" onClick={onAgain}>
          Sign in as somebody else
        </button>
      </Form>
    </EntryPage>
  );
}
