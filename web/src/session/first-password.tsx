import { useState } from 'preact/hooks';
import * as auth from '../api/auth';
import { Password } from '../ui/field';
import { Icon } from '../ui/icons';
import { Form, invalid, useSubmit } from '../ui/submit';
import { Frame } from './frame';
import type { StepProps } from './sign-in';

const RULES: { words: string; holds: (password: string) => boolean }[] = [
  { words: 'At least 12 characters', holds: (text) => text.length >= 12 },
  { words: 'A small letter', holds: (text) => /\p{Ll}/u.test(text) },
  { words: 'A capital letter', holds: (text) => /\p{Lu}/u.test(text) },
  { words: 'A number', holds: (text) => /\d/.test(text) },
];

export default function FirstPassword({ onNext, onAgain }: StepProps) {
  const submit = useSubmit();
  const [password, setPassword] = useState('');
  const send = async (): Promise<void> => {
    const broken = RULES.find((rule) => !rule.holds(password));
    invalid({ password: broken && `Not there yet: ${broken.words.toLowerCase()}.` });
    await onNext((await auth.setFirstPassword(password)).next);
  };
  return (
    <Frame
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
        <Rules password={password} />
        <button class="primary wide" aria-busy={submit.busy}>
          Save password
        </button>
        <button type="button" class="ghost wide" onClick={onAgain}>
          Back to sign-in
        </button>
      </Form>
    </Frame>
  );
}

function Rules({ password }: { password: string }) {
  return (
    <ul class="rules" aria-label="Rules for the password">
      {RULES.map((rule) => {
        const holds = rule.holds(password);
        return (
          <li key={rule.words} class={holds ? 'holds' : ''}>
            <Icon name={holds ? 'checked' : 'minus'} />
            {rule.words}
            <span class="unseen">{holds ? ': done' : ': missing'}</span>
          </li>
        );
      })}
    </ul>
  );
}
