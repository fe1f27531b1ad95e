// Browsers give '' as the value of a date that they cannot read, such as 02/30/1990: without a look at `validity`, it
// would pass as an empty field.

/** Returns why an input's text cannot be taken; undefined for a good or an empty one. */
export function unreadableWords(input: HTMLInputElement): string | undefined {
  const { badInput, rangeUnderflow, rangeOverflow } = input.validity;
  if (badInput)
    return input.type === 'time' ? 'Write a time such as 10:30 AM.' : 'There is no such day. Write it again.';
  if (input.type !== 'date' || !(rangeUnderflow || rangeOverflow)) return undefined;
  return input.dataset['range'] ?? 'This day is too early or too late.';
}

/** Returns the error of each input in a form whose text cannot be taken, by the input's name. */
export function unreadableInputs(form: HTMLFormElement | null): Record<string, string | undefined> {
  const inputs = [...(form?.querySelectorAll<HTMLInputElement>('input[type=date], input[type=time]') ?? [])];
  return Object.fromEntries(inputs.map((input) => [input.name, unreadableWords(input)]));
}
