import { useEffect, useState } from 'preact/hooks';
import * as auth from '../api/auth';
import { dropCached, useApi } from '../api/resource';
import { Loaded } from '../ui/loaded';
import { Form, useSubmit } from '../ui/form';
import { CodeField, sixDigits } from './code-field';
import { EntryPage } from './entry-page';
import type { StepProps } from './step';

/** Sets up an authenticator app; the secret is dropped with this step. */
export default function Enrol({ onNext, onAgain }: StepProps) {
  const secret = useApi('enrol', auth.enrol);
  useEffect(() => () => dropCached('enrol'), []);
  return (
    <EntryPage
      title="Add an authenticator app"
      lead="Staff sign in with a password and a code from an app such as 1Password, Google Authenticator or Authy."
    >
      <Loaded of={secret} lines={6}>
        {(secretKey) => (
          <>
            <ol class="steps">
              <li>
                Scan this picture with the app.
                <img
                  class="qr"
                  src={picture(secretKey.qr_svg)}
                  alt="QR code for your authenticator app"
                  width="176"
                  height="176"
                />
              </li>
              <li>
                No camera? <a href={secretKey.uri}>Open the app on this device</a> or type this key into it:
                <code class="secret">{grouped(secretKey.secret)}</code>
              </li>
              <li>Type the 6 digits that the app shows.</li>
            </ol>
            <Verify onNext={onNext} onAgain={onAgain} />
          </>
        )}
      </Loaded>
      {secret.error && (
        <button type="button" class="ghost wide" onClick={onAgain}>
          Back to sign-in
        </button>
      )}
    </EntryPage>
  );
}

function Verify({ onNext, onAgain }: StepProps) {
  const submit = useSubmit();
  const [code, setCode] = useState('');
  const send = async (): Promise<void> => {
    const digits = sixDigits(code);
    await onNext((await auth.verifyCode(digits)).next);
  };
  return (
    <Form submit={submit} onSend={send}>
      <CodeField value={code} onValue={setCode} error={submit.error('code')} />
      <button class="primary wide" aria-busy={submit.busy}>
        Finish
      </button>
      <button type="button" class="ghost wide" onClick={onAgain}>
        Back to sign-in
      </button>
    </Form>
  );
}

// As a picture, because pictures run no script and the CSP allows no foreign markup.
function picture(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function grouped(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
