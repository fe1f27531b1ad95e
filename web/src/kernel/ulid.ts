const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LETTERS = 10;

/** An id of 26 letters that sorts by the time it was made, in milliseconds. */
export function ulid(now: number = Date.now()): string {
  let time = '';
  for (let left = now, place = 0; place < TIME_LETTERS; place += 1, left = Math.floor(left / 32))
    time = LETTERS.charAt(left % 32) + time;
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(chance, (byte) => LETTERS.charAt(byte % 32)).join('');
}
