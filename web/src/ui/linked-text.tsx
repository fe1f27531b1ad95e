/** An address with a plain host, and without a user name, a backslash or invisible characters. */
const ADDRESS = /\bhttps?:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:[/?#][^\s<>"'`\\^{}|\p{Cc}\p{Cf}]*)?/giu;
/** What may follow an address: the end of a sentence, of a bracket or of a quotation. */
const FOLLOWING = /^[.,;:!?)\]…’”»*_"'<>`]*(?:\s|$)/;
const ENDING = /[.,;:!?…’”»*_]$/;
const BRACKETS: Record<string, string> = { ')': '(', ']': '[' };

export interface TextPart {
  text: string;
  href?: string;
}

/**
 * Splits a text into plain parts and links.
 *
 * Only whole http and https addresses become links, and a link shows the address to which it leads.
 */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutEnding(match[0]);
    if (!FOLLOWING.test(text.slice(match.index + match[0].length)) || !hasName(address)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Shows a text that a person wrote, with its web addresses as links that open in a new tab. */
export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {textParts(text).map(({ text: words, href }, place) =>
        href ? (
          <a key={place} href={href} target="_blank" rel="noopener noreferrer">
            {words}
          </a>
        ) : (
          words
        ),
      )}
    </>
  );
}

/** Removes what ends a sentence rather than an address: a full stop, or a bracket that the address does not open. */
function withoutEnding(address: string): string {
  let rest = address;
  while (ENDING.test(rest) || closesTooMuch(rest)) rest = rest.slice(0, -1);
  return rest;
}

function closesTooMuch(address: string): boolean {
  const last = address.at(-1) ?? '';
  const opening = BRACKETS[last];
  return opening !== undefined && address.split(opening).length < address.split(last).length;
}

/** Whether the host is a name such as `a.example`, not a number or a single word. */
function hasName(address: string): boolean {
  return URL.canParse(address) && /\.[a-z][a-z0-9-]+$/.test(new URL(address).hostname);
}
