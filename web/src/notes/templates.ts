/** Plain texts to begin a note with. */
export const TEMPLATES = [
  { name: 'SOAP', lines: ['Subjective:', 'Objective:', 'Assessment:', 'Plan:'] },
  { name: 'DAP', lines: ['Data:', 'Assessment:', 'Plan:'] },
] as const;

export type Template = (typeof TEMPLATES)[number];

/** Returns the text with the template after it; what was typed stays. */
export function withTemplate(text: string, template: Template): string {
  const body = template.lines.map((line) => `${line}\n`).join('\n');
  return text.trim() ? `${text.trimEnd()}\n\n${body}` : body;
}

/** The most bytes that a note may have, in UTF-8. */
export const MAX_BYTES = 20 * 1024;

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Returns how much room is left, when it becomes little. */
export function roomWords(text: string): string | undefined {
  const bytes = bytesOf(text);
  if (bytes <= MAX_BYTES * 0.8) return undefined;
  if (bytes > MAX_BYTES) return 'This is longer than a note can be. Shorten it, or put it into a document.';
  return `${Math.round((bytes / MAX_BYTES) * 100)} percent of the longest note.`;
}
