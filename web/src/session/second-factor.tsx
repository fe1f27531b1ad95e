import { useState } from 'preact/hooks';
import * as auth from '../api/auth';
import { Field } from '../ui/field';
import { Form, invalid, useSubmit } from '../ui/form';
import { Frame } from './entry-page';
import type { StepProps } from './sign-in';

export default function SecondFactor({ onNext, onAgain }: StepProps) {
  const submit = useSubmit();
  const [code, setCode] = useState('');
  const send = async (): Promise<void> => {
    const digits = sixDigits(code);
    await onNext((await auth.sendCode(digits)).next);
  };
  return (
    <Frame title="Enter your code" lead="Open your authenticator app and type the 6 digits it shows for Clocktree.">
      <Form submit={submit} onSend={send}>
        <CodeField value={code} onValue={setCode} error={submit.error('code')} />
        <button class="primary wide" aria-busy={submit.busy}>
          Continue
        </button>
        <button type="button" class="ghost wide" onClick={onAgain}>
          Sign in as somebody else
        </button>
      </Form>
    </Frame>
  );
}

interface CodeProps {
  value: string;
  onValue: (value: string) => void;
  error?: string;
}

export function CodeField({ value, onValue, error }: CodeProps) {
  return (
    <div class="code">
      <Field
        label="6-digit code"
        name="code"
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={9}
        value={value}
        onValue={onValue}
        error={error}
      />
    </div>
  );
}

/** Apps show `123 456`, and so it is pasted. */
export function sixDigits(typed: string): string {
  const digits = typed.replaceAll(/\D/g, '');
  invalid({ code: digits.length === 6 ? undefined : 'Enter all 6 digits of the code.' });
  return digits;
}
