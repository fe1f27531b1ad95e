import { useState } from 'preact/hooks';
import * as auth from '../api/auth';
import { Password } from '../ui/field';
import { Form, checkFields, useSubmit } from '../ui/form';
import { EntryPage } from './entry-page';
import { brokenRule, PasswordRules } from './password-rules';
import type { StepProps } from './step';

export default function FirstPassword({ onNext, onAgain }: StepProps) {
  const submit = useSubmit();
  const [password, setPassword] = useState('');
  const send = async (): Promise<void> => {
    checkFields({ password: brokenRule(password) });
    await onNext((await auth.setFirstPassword(password)).next);
  };
  return (
    <EntryPage
      title="Choose your password"
      lead="It replaces the one from your invitation. Nobody at your practice will know it."
    >
      <Form submit={submit} onSend={send}>
        <Password
          label="New password"
          name="password"
          autocomplete="new-password"
          value={password}
          onValue={setPassword}
          error={submit.error('password')}
        />
        <PasswordRules password={password} />
        <button class="primary wide" aria-busy={submit.busy}>
          Save password
        </button>
        <button type="button" class="ghost wide" onClick={onAgain}>
          Back to sign-in
        </button>
      </Form>
    </EntryPage>
  );
}
