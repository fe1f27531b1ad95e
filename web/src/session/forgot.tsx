import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import * as auth from '../api/auth';
import { Field, Password } from '../ui/field';
import { Form, checkFields, useSubmit } from '../ui/form';
import { EntryPage } from './entry-page';
import { forgetAddress, rememberAddress, rememberedAddress } from './forgot-step';
import { brokenRule, PasswordRules } from './password-rules';

const START = '/sign-in/forgot';

/**
 * Resets a password. The answers never reveal whether an account exists.
 *
 * The step is in the address, so that a reload and Back keep it.
 */
export default function Forgot() {
  const { query, route } = useLocation();
  const [email, setEmail] = useState(rememberedAddress);
  const onSent = (): void => {
    rememberAddress(email.trim());
    route(`${START}?step=code`);
  };
  const onChanged = (): void => {
    forgetAddress();
    route(`${START}?step=done`, true);
  };
  if (query['step'] === 'done') return <Changed />;
  if (query['step'] === 'code')
    return <ResetPassword {...{ email, setEmail }} onDone={onChanged} onAgain={() => route(START)} />;
  return <RequestCode {...{ email, setEmail }} onDone={onSent} />;
}

function Changed() {
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

interface StageProps {
  email: string;
  setEmail: (email: string) => void;
  onDone: () => void;
}

function RequestCode({ email, setEmail, onDone }: StageProps) {
  const submit = useSubmit();
  const send = async (): Promise<void> => {
    checkFields({ email: missingEmail(email) });
    await auth.forgot(email.trim());
    onDone();
  };
  return (
    <EntryPage title="Forgot your password?" lead="We send a code to your e-mail address. It is valid for 10 minutes.">
      <Form submit={submit} onSend={send}>
        <EmailField {...{ email, setEmail }} error={submit.error('email')} />
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

function EmailField({ email, setEmail, error }: Omit<StageProps, 'onDone'> & { error: string | undefined }) {
  return (
    <Field
      label="E-mail"
      name="email"
      type="email"
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
      value={email}
      onValue={setEmail}
      error={error}
    />
  );
}

function missingEmail(email: string): string | undefined {
  return email.includes('@') ? undefined : 'Enter your e-mail address.';
}

function ResetPassword({ email, setEmail, onDone, onAgain }: StageProps & { onAgain: () => void }) {
  const submit = useSubmit();
  // Asked for again only in another tab, or after the code has expired.
  const [known] = useState(email.trim());
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const send = async (): Promise<void> => {
    const digits = code.replaceAll(/\D/g, '');
    checkFields({
      email: missingEmail(email),
      code: digits.length === 8 ? undefined : 'Enter all 8 digits of the code.',
      password: brokenRule(password),
    });
    await auth.reset(email.trim(), digits, password);
    onDone();
  };
  const lead = `If there is an account for ${known}, use the newest code in your mail. A new one is sent at most every few minutes.`;
  return (
    <EntryPage title="Choose a new password" lead={known ? lead : 'Enter the code from your e-mail.'}>
      <Form submit={submit} onSend={send}>
        {known ? (
          <input type="hidden" name="username" autocomplete="username" value={known} />
        ) : (
          <EmailField {...{ email, setEmail }} error={submit.error('email')} />
        )}
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
        <NewPassword value={password} onValue={setPassword} error={submit.error('password')} />
        <button class="primary wide" aria-busy={submit.busy}>
          Change password
        </button>
        <button type="button" class="ghost wide" onClick={onAgain}>
          Send another code
        </button>
      </Form>
    </EntryPage>
  );
}

interface NewPasswordProps {
  value: string;
  onValue: (value: string) => void;
  error: string | undefined;
}

function NewPassword({ value, onValue, error }: NewPasswordProps) {
  return (
    <>
      <Password
        label="New password"
        name="password"
        autocomplete="new-password"
        value={value}
        onValue={onValue}
        error={error}
      />
      <PasswordRules password={value} />
    </>
  );
}
