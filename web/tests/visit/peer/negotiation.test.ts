import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { IncomingSignal } from '../../../src/visit/peer/negotiation';
import { agree, seededRandom, Side } from './fake-peers';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Network {
  /** Longest delay in milliseconds; each message has its own, so they arrive in any order. */
  delay: number;
  lost?: number;
}

function pair(random: () => number, network: Network): [Side, Side] {
  const deliver = (to: () => Side) => (message: IncomingSignal) => {
    if (random() < (network.lost ?? 0)) return;
    setTimeout(() => to().negotiation.receive(message), random() * network.delay);
  };
  const polite: Side = new Side(
    true,
    random,
    deliver(() => impolite),
  );
  const impolite: Side = new Side(
    false,
    random,
    deliver(() => polite),
  );
  return [polite, impolite];
}

/** Repeats unanswered offers, as LinkRecovery does in a call. */
function watchAnswers(...sides: Side[]): () => void {
  const again = (side: Side): void => {
    if (side.pc.signalingState === 'have-local-offer') side.negotiation.offer(true);
  };
  const timer = setInterval(() => sides.forEach(again), 4_000);
  return () => clearInterval(timer);
}

test('a newcomer offers, the other answers, and the first candidates come with the descriptions', async () => {
  const [a, b] = pair(seededRandom(1), { delay: 20 });
  a.negotiation.offer();
  await vi.advanceTimersByTimeAsync(500);
  expect(agree(a, b)).toBe(true);
  expect(a.sent[0]!.d.desc?.type).toBe('offer');
  expect(a.sent[0]!.d.cand?.length).toBeGreaterThan(0);
  expect([a.sent.length, b.sent.length].every((count) => count <= 3)).toBe(true);
  expect([a.pc.candidates.length, b.pc.candidates.length]).toEqual([3, 3]);
});

describe('messages in any order', () => {
  test.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'both sides settle on one description (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const [a, b] = pair(random, { delay: 60 });
      for (let round = 0; round < 6; round += 1) {
        const starts = random() < 0.5 ? [a, b] : random() < 0.5 ? [a] : [b];
        // Both in one tick is the worst case.
        for (const side of starts) setTimeout(() => side.pc.restartIce(), random() < 0.5 ? 0 : random() * 80);
        await vi.advanceTimersByTimeAsync(random() * 200);
      }
      await vi.advanceTimersByTimeAsync(5_000);
      expect(agree(a, b)).toBe(true);
      expect([...a.failures, ...b.failures]).toEqual([]);
    },
  );

  test.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'also when a third of the messages is lost (seed %i)',
    async (seed) => {
      const random = seededRandom(seed + 1_000);
      const network = { delay: 60, lost: 0.33 };
      const [a, b] = pair(random, network);
      const stop = watchAnswers(a, b);
      for (let round = 0; round < 4; round += 1) {
        for (const side of [a, b]) setTimeout(() => side.pc.restartIce(), random() * 50);
        await vi.advanceTimersByTimeAsync(random() * 300);
      }
      await vi.advanceTimersByTimeAsync(30_000);
      network.lost = 0;
      await vi.advanceTimersByTimeAsync(15_000);
      stop();
      // A lost answer leaves one side settled and the other repeating, which repairs both.
      expect(agree(a, b)).toBe(true);
    },
  );

  test.each(Array.from({ length: 30 }, (_, seed) => seed))('also when one side starts over (seed %i)', async (seed) => {
    const random = seededRandom(seed + 5_000);
    const [a, b] = pair(random, { delay: 60 });
    const stop = watchAnswers(a, b);
    a.negotiation.offer();
    await vi.advanceTimersByTimeAsync(random() * 200);
    const [first, second] = random() < 0.5 ? [a, b] : [b, a];
    first.renew();
    first.negotiation.offer(true);
    if (random() < 0.5) second.pc.restartIce();
    await vi.advanceTimersByTimeAsync(20_000);
    stop();
    expect(agree(a, b)).toBe(true);
  });
});

test('a late offer of the same epoch does not change a settled connection', async () => {
  const [a, b] = pair(seededRandom(3), { delay: 5 });
  a.negotiation.offer();
  await vi.advanceTimersByTimeAsync(500);
  const settled = b.pc.localDescription;
  b.negotiation.receive({ epoch: 1, d: { desc: { type: 'offer', sdp: 'a=ice-ufrag:late\n' } } });
  await vi.advanceTimersByTimeAsync(500);
  expect(b.pc.localDescription).toBe(settled);
  expect(agree(a, b)).toBe(true);
});

test('an offer of an older epoch is dropped', async () => {
  const [a, b] = pair(seededRandom(8), { delay: 5 });
  for (let round = 0; round < 3; round += 1) {
    a.pc.restartIce();
    await vi.advanceTimersByTimeAsync(500);
  }
  const settled = b.pc.remoteDescription;
  b.negotiation.receive({ epoch: 2, d: { desc: { type: 'offer', sdp: 'a=ice-ufrag:late\n' } } });
  await vi.advanceTimersByTimeAsync(500);
  expect(b.pc.remoteDescription).toBe(settled);
});

test('an early candidate waits for its description; one of another generation is dropped', async () => {
  const [a] = pair(seededRandom(4), { delay: 5 });
  const early = { candidate: 'x', usernameFragment: 'far.1' };
  a.negotiation.receive({ epoch: 1, d: { cand: [early], ufrag: 'far.1' } });
  a.negotiation.receive({ epoch: 1, d: { cand: [{ ...early, usernameFragment: 'old' }], ufrag: 'old' } });
  await vi.advanceTimersByTimeAsync(100);
  expect(a.pc.candidates).toEqual([]);
  const sdp = 'a=fingerprint:far\na=ice-ufrag:far.1\n';
  a.negotiation.receive({ epoch: 1, d: { desc: { type: 'offer', sdp } } });
  await vi.advanceTimersByTimeAsync(500);
  expect(a.pc.candidates).toEqual(['x']);
  expect(a.failures).toEqual([]);
});

test('relay credentials are renewed before a restart is answered, not before the first answer', async () => {
  const [a, b] = pair(seededRandom(5), { delay: 5 });
  a.negotiation.offer();
  await vi.advanceTimersByTimeAsync(500);
  expect(b.refreshed).toBe(0);
  a.pc.restartIce();
  await vi.advanceTimersByTimeAsync(500);
  expect(b.refreshed).toBe(1);
  expect(agree(a, b)).toBe(true);
});

test('only the side that answers a restart is told, once', async () => {
  const [a, b] = pair(seededRandom(9), { delay: 5 });
  a.negotiation.offer();
  await vi.advanceTimersByTimeAsync(500);
  a.pc.restartIce();
  await vi.advanceTimersByTimeAsync(500);
  expect([a.restartsAnswered, b.restartsAnswered]).toEqual([0, 1]);
});

test.each([
  ['polite', 0],
  ['impolite', 1],
])('both restart: the early offer of the %s side is sent again unchanged', async (_, first) => {
  const random = seededRandom(10 + first);
  const network = { delay: 5, lost: 0 };
  const sides = pair(random, network);
  sides[0].negotiation.offer();
  await vi.advanceTimersByTimeAsync(500);
  const early = sides[first]!;
  const late = sides[1 - first]!;
  network.lost = 1;
  early.pc.restartIce();
  await vi.advanceTimersByTimeAsync(300);
  network.lost = 0;
  const sentBefore = early.sent.length;
  const offer = early.pc.localDescription;
  late.pc.restartIce();
  early.negotiation.repeat();
  await vi.advanceTimersByTimeAsync(60);
  expect(early.sent[sentBefore]!.d.desc).toEqual(offer);
  await vi.advanceTimersByTimeAsync(500);
  expect(agree(...sides)).toBe(true);
  // One restart each, and no second offer.
  const offers = [...early.sent, ...late.sent].filter(({ d, epoch }) => epoch > 2 && d.desc?.type === 'offer');
  expect(offers).toEqual([]);
});

test('the polite side replaces a connection whose offer was not answered', async () => {
  const [polite, impolite] = pair(seededRandom(6), { delay: 5 });
  polite.negotiation.offer();
  impolite.negotiation.offer();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(agree(polite, impolite)).toBe(true);
  expect([polite.pcs.length, impolite.pcs.length]).toEqual([2, 1]);
});

test('a closed negotiation sends nothing', async () => {
  const [a, b] = pair(seededRandom(7), { delay: 5 });
  a.negotiation.offer();
  await vi.advanceTimersByTimeAsync(20);
  a.negotiation.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([a.sent.length, b.sent.length]).toEqual([0, 0]);
});
