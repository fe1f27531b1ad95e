import { Icon } from '../ui/icon';
import * as icons from '../ui/sign-in-icons';

const MIN_LENGTH = 12;

/** The server also refuses common passwords; its list is too long to load here. */
export function brokenRule(password: string): string | undefined {
  // In code points, as the server counts.
  const { length } = Array.from(password.normalize('NFC'));
  return length >= MIN_LENGTH ? undefined : `Not there yet: at least ${MIN_LENGTH} characters.`;
}

export function PasswordRules({ password }: { password: string }) {
  const holds = brokenRule(password) === undefined;
  return (
    <>
      <ul class="rules" aria-label="Rules for the password">
        <li class={holds ? 'holds' : ''}>
          <Icon path={holds ? icons.checked : icons.minus} />
          At least {MIN_LENGTH} characters
          <span class="unseen">{holds ? ': done' : ': missing'}</span>
        </li>
      </ul>
      <p class="rules">
        Several words in a row are easy to remember and hard to guess. Spaces are fine, and capitals or numbers are not
        needed. Common passwords such as Password1234 are refused.
      </p>
    </>
  );
}
