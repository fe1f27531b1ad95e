import { Icon } from '../ui/icon';
import * as icons from '../ui/sign-in-icons';

const RULES: { words: string; holds: (password: string) => boolean }[] = [
  { words: 'At least 12 characters', holds: (text) => text.length >= 12 },
  { words: 'A small letter', holds: (text) => /\p{Ll}/u.test(text) },
  { words: 'A capital letter', holds: (text) => /\p{Lu}/u.test(text) },
  { words: 'A number', holds: (text) => /\d/.test(text) },
];

export function brokenRule(password: string): string | undefined {
  const broken = RULES.find((rule) => !rule.holds(password));
  return broken && `Not there yet: ${broken.words.toLowerCase()}.`;
}

export function PasswordRules({ password }: { password: string }) {
  return (
    <ul class="rules" aria-label="Rules for the password">
      {RULES.map((rule) => {
        const holds = rule.holds(password);
        return (
          <li key={rule.words} class={holds ? 'holds' : ''}>
            <Icon path={holds ? icons.checked : icons.minus} />
            {rule.words}
            <span class="unseen">{holds ? ': done' : ': missing'}</span>
          </li>
        );
      })}
    </ul>
  );
}
