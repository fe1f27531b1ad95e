/** What the frame tells: that it waits for the bytes, how many pages there are, or why it shows nothing. */
export type FromFrame = { isReady: true } | { pages: number; shown: number } | { problem: 'password' | 'damaged' };
