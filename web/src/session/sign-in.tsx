import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import * as auth from '../api/auth';
import type { SignInStep } from '../api/types';
import { Field, Password } from '../ui/field';
import { Form, checkFields, useSubmit } from '../ui/form';
import { EntryPage } from './entry-page';
import { openFirstPage, finishSignIn } from './session';
import type { StepProps } from './step';
import { laterPage } from '../ui/later';

const NextStep = laterPage(() => import('./next-step'));
/** The steps after e-mail and password, as the address names them. */
const STEPS = /^(totp|new_password|enrol_totp|in_visit)$/;

/** Signs in, step by step as the server asks. The step is in the address, so that a reload and Back keep it. */
export function SignIn() {
  const { query, route } = useLocation();
  const { next: place, step } = query;
  const open = (next: Record<string, string>): void =>
    route(`/sign-in?${new URLSearchParams(place ? { ...next, next: place } : next)}`);
  const onNext = async (next: SignInStep): Promise<void> => {
    if (next === 'done') openFirstPage(await finishSignIn(), place);
    else open({ step: next });
  };
  const again = (): void => open({});
  if (step && STEPS.test(step)) return <NextStep step={step} onNext={onNext} onAgain={again} />;
  return <EmailAndPassword onNext={onNext} />;
}

function EmailAndPassword({ onNext }: Pick<StepProps, 'onNext'>) {
  const submit = useSubmit();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const send = async (): Promise<void> => {
    checkFields({
      email: email.includes('@') ? undefined : 'Enter your e-mail address.',
      password: password ? undefined : 'Enter your password.',
    });
    await onNext((await auth.signIn(email.trim(), password)).next);
  };
  return (
    <EntryPage title="Sign in">
      <Form submit={submit} onSend={send}>
        <Field
          label="E-mail"
          name="email"
          type="email"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          value={email}
          onValue={setEmail}
          error={submit.error('email')}
        />
        <Password
          label="Password"
          name="password"
          autocomplete="current-password"
          value={password}
          onValue={setPassword}
          error={submit.error('password')}
        />
        <button class="primary wide" aria-busy={submit.busy}>
          Sign in
        </button>
        <a class="forgot" href="/sign-in/forgot">
          Forgot your password?
        </a>
      </Form>
    </EntryPage>
  );
}
