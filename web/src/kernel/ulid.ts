const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LETTERS = 10;

/** Makes a ULID: 26 characters, sortable by time in milliseconds. */
export function ulid(now: number = Date.now()): string {
  let time = '';
  for (let rest = now, place = 0; place < TIME_LETTERS; place += 1, rest = Math.floor(rest / 32))
    time = LETTERS.charAt(rest % 32) + time;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(bytes, (byte) => LETTERS.charAt(byte % 32)).join('');
}
