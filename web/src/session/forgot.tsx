import { useState } from 'preact/hooks';
import * as auth from '../api/auth';
import { Field, Password } from '../ui/field';
import { Form, checkFields, useSubmit } from '../ui/form';
import { EntryPage } from './entry-page';
import { brokenRule, PasswordRules } from './password-rules';

type Stage = 'asking' | 'mailed' | 'done';

/** Resets a password. The answers never reveal whether an account exists. */
export default function Forgot() {
  const [stage, setStage] = useState<Stage>('asking');
  const [email, setEmail] = useState('');
  if (stage === 'asking') return <RequestCode {...{ email, setEmail }} onDone={() => setStage('mailed')} />;
  if (stage === 'mailed') {
    return <ResetPassword email={email} onDone={() => setStage('done')} onAgain={() => setStage('asking')} />;
  }
  return (
    <EntryPage
      title="Password changed"
      lead="You are signed out everywhere. Sign in with your new password; your second factor stays the same."
    >
      <a class="button primary wide" href="/sign-in">
        Sign in
      </a>
    </EntryPage>
  );
}

interface RequestCodeProps {
  email: string;
  setEmail: (email: string) => void;
  onDone: () => void;
}

function RequestCode({ email, setEmail, onDone }: RequestCodeProps) {
  const submit = useSubmit();
  const send = async (): Promise<void> => {
    checkFields({ email: email.includes('@') ? undefined : 'Enter your e-mail address.' });
    await auth.forgot(email.trim());
    onDone();
  };
  return (
    <EntryPage title="Forgot your password?" lead="We send a code to your e-mail address. It is valid for 10 minutes.">
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
        <button class="primary wide" aria-busy={submit.busy}>
          Send code
        </button>
        <a class="button ghost wide" href="/sign-in">
          Back to sign-in
        </a>
      </Form>
    </EntryPage>
  );
}

interface ResetPasswordProps {
  email: string;
  onDone: () => void;
  onAgain: () => void;
}

function ResetPassword({ email, onDone, onAgain }: ResetPasswordProps) {
  const submit = useSubmit();
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const send = async (): Promise<void> => {
    const digits = code.replaceAll(/\D/g, '');
    checkFields({
      code: digits.length === 8 ? undefined : 'Enter all 8 digits of the code.',
      password: brokenRule(password),
    });
    await auth.reset(email.trim(), digits, password);
    onDone();
  };
  return (
    <EntryPage
      title="Choose a new password"
      lead={`If somebody signs in with ${email.trim()}, a code is on its way there. It may take a minute.`}
    >
      <Form submit={submit} onSend={send}>
        <input type="hidden" name="username" autocomplete="username" value={email.trim()} />
        <Field
          label="8-digit code"
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={11}
          value={code}
          onValue={setCode}
          error={submit.error('code')}
        />
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
          Change password
        </button>
        <button type="button" class="ghost wide" onClick={onAgain}>
          Ask for another code
        </button>
      </Form>
    </EntryPage>
  );
}
