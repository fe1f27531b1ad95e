import { useId } from 'preact/hooks';
import type { SeriesScope } from '../api/appointments';
import { ruleWords } from './rule';

const CHOICES: [SeriesScope, string][] = [
  ['one', 'Only this visit'],
  ['following', 'This and all following visits'],
  ['all', 'All visits that have not begun'],
];

interface ScopeFieldProps {
  rule: string;
  value: SeriesScope;
  onValue: (scope: SeriesScope) => void;
  hint?: string;
}

/** Asks which visits of a series a change is for. */
export function ScopeField({ rule, value, onValue, hint }: ScopeFieldProps) {
  const name = useId();
  return (
    <fieldset class="choices" data-field="scope">
      <legend>Part of a series, {ruleWords(rule)}</legend>
      {CHOICES.map(([scope, words]) => (
        <label key={scope} class="radio">
          <input type="radio" name={name} checked={value === scope} onChange={() => onValue(scope)} />
          <span>{words}</span>
        </label>
      ))}
      {hint && value !== 'one' && <p class="hint">{hint}</p>}
    </fieldset>
  );
}
