// Writes and words the rules by which an appointment repeats (RFC 5545).

const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const ORDINALS: Record<string, string> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', '-1': 'last' };
const UNITS: Record<string, string> = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month' };
const DAY_MS = 86_400_000;

export type Kind = '' | 'week' | 'weeks' | 'month' | 'custom';
export type Unit = 'DAILY' | 'WEEKLY' | 'MONTHLY';

/** What a person chose in the form; the day of the first visit is always among the weekdays. */
export interface RepeatInput {
  kind: Kind;
  every: string;
  unit: Unit;
  /** Further weekdays, from 0 for Monday. */
  days: number[];
  ends: 'count' | 'until';
  count: string;
  until: string;
}

export const NO_REPEAT: RepeatInput = {
  kind: '',
  every: '1',
  unit: 'WEEKLY',
  days: [],
  ends: 'count',
  count: '10',
  until: '',
};

/** Returns the weekday of a day `YYYY-MM-DD`, from 0 for Monday. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
}

/** Returns the rule for a series whose first visit is on `day`; '' for none, or while the form is not complete. */
export function ruleOf(input: RepeatInput, day: string): string {
  const end = input.ends === 'count' ? `COUNT=${input.count.trim()}` : `UNTIL=${input.until.replaceAll('-', '')}`;
  if (!input.kind || !day || end.endsWith('=')) return '';
  const isCustom = input.kind === 'custom';
  const unit = isCustom ? input.unit : input.kind === 'month' ? 'MONTHLY' : 'WEEKLY';
  const interval = isCustom ? input.every.trim() : input.kind === 'weeks' ? '2' : '1';
  const weekday = weekdayOf(day);
  const days = isCustom ? [...new Set([weekday, ...input.days])].sort() : [weekday];
  const parts = [`FREQ=${unit}`];
  if (interval !== '1') parts.push(`INTERVAL=${interval}`);
  if (unit === 'WEEKLY') parts.push(`BYDAY=${days.map((each) => CODES[each]).join(',')}`);
  if (unit === 'MONTHLY') parts.push(`BYDAY=${ordinalOf(day)}${CODES[weekday]}`);
  return [...parts, end].join(';');
}

/** Returns which such weekday of its month a day is; a fifth one is the last. */
function ordinalOf(day: string): number {
  const ordinal = Math.ceil(Number(day.slice(8)) / 7);
  return ordinal > 4 ? -1 : ordinal;
}

/** Returns a rule in words, such as `every 2 weeks on Tuesday`. */
export function ruleWords(rule: string): string {
  const parts = Object.fromEntries(rule.split(';').map((part) => part.split('='))) as Record<string, string>;
  const unit = UNITS[parts['FREQ'] ?? ''] ?? '';
  const every = parts['INTERVAL'] ? `every ${parts['INTERVAL']} ${unit}s` : `every ${unit}`;
  const days = (parts['BYDAY']?.split(',') ?? []).map(dayWords);
  return days.length ? `${every} on ${joined(days)}` : every;
}

function dayWords(text: string): string {
  const [, ordinal = '', code = ''] = /^(-?\d)?(\w\w)$/.exec(text) ?? [];
  const name = WEEKDAYS[CODES.indexOf(code)] ?? '';
  return ordinal ? `the ${ORDINALS[ordinal]} ${name}` : name;
}

function joined(words: string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join('');
}

/** Returns the day some days after another one, both as `YYYY-MM-DD`. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
