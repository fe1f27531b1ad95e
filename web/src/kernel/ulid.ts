const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LETTERS = 10;

/** Makes a ULID: 26 characters, sortable by time in milliseconds. */
export function ulid(now: number = Date.now()): string {
  let time = '';
  for (let left = now, place = 0; place < TIME_LETTERS; place += 1, left = Math.floor(left / 32))
    time = LETTERS.charAt(left % 32) + time;
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(chance, (byte) => LETTERS.charAt(byte % 32)).join('');
}
