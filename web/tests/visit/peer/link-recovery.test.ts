import { describe, expect, test } from 'vitest';
import { cameraLimit } from '../../../src/visit/peer/sender-limits';
import { AUDIO_ONLY, QualityLadder, ReceptionMonitor } from '../../../src/visit/peer/quality';
import { LinkRecovery, type RecoveryAction, type LinkObservation } from '../../../src/visit/peer/link-recovery';

const GOOD: LinkObservation = {
  now: 0,
  ice: 'connected',
  signaling: 'stable',
  hasRemote: true,
  bytes: 0,
  isSending: true,
};

/** Judges each half second from `from` to `to` (ms). Returns the first action with its time. */
function firstAction(
  recovery: LinkRecovery,
  from: number,
  to: number,
  at: (now: number) => Partial<LinkObservation>,
): [RecoveryAction, number] | null {
  for (let now = from; now <= to; now += 500) {
    const help = recovery.judge({ ...GOOD, now, ...at(now) });
    if (help !== 'none') return [help, now];
  }
  return null;
}

function flowing(): LinkRecovery {
  const recovery = new LinkRecovery(0);
  firstAction(recovery, 0, 5_000, (now) => ({ bytes: now }));
  return recovery;
}

describe('a connection is repaired', () => {
  test('when nothing has arrived for 1.5 s although the other side sends', () => {
    const recovery = flowing();
    expect(firstAction(recovery, 5_500, 20_000, () => ({ bytes: 5_000 }))).toEqual(['look', 6_500]);
    expect(recovery.isLost).toBe(true);
  });

  test('not when the other side sends nothing', () => {
    const recovery = flowing();
    expect(firstAction(recovery, 5_500, 60_000, () => ({ bytes: 5_000, isSending: false }))).toBeNull();
    expect(recovery.isLost).toBe(false);
  });

  test('when ICE has been disconnected for 2 s, and not for less', () => {
    const muted = { bytes: 5_000, isSending: false };
    expect(firstAction(flowing(), 5_500, 7_000, () => ({ ...muted, ice: 'disconnected' }))).toBeNull();
    expect(firstAction(flowing(), 5_500, 9_000, () => ({ ...muted, ice: 'disconnected' }))).toEqual(['look', 7_500]);
  });

  test('once, and then not for five seconds', () => {
    const recovery = flowing();
    firstAction(recovery, 5_500, 6_500, () => ({ bytes: 5_000 }));
    recovery.restarted(6_500, true);
    expect(firstAction(recovery, 7_000, 20_000, () => ({ bytes: 5_000 }))).toEqual(['look', 11_500]);
  });

  test('sooner after a restart without a relay', () => {
    const recovery = flowing();
    recovery.restarted(5_500, false);
    expect(firstAction(recovery, 6_000, 20_000, () => ({ bytes: 5_000 }))).toEqual(['look', 7_000]);
  });

  test('not while a restart of the other side is being answered', () => {
    const recovery = flowing();
    firstAction(recovery, 5_500, 6_500, () => ({ bytes: 5_000 }));
    expect(recovery.needsRestart(6_500)).toBe(true);
    recovery.answering(6_600);
    expect(recovery.needsRestart(6_700)).toBe(false);
  });

  test('soon, if the answered restart failed', () => {
    const recovery = flowing();
    recovery.answering(5_500);
    expect(firstAction(recovery, 6_000, 20_000, () => ({ bytes: 5_000 }))).toEqual(['look', 7_000]);
    expect(recovery.needsRestart(7_000)).toBe(true);
  });

  test('by a new connection after it failed for 15 s', () => {
    const recovery = flowing();
    const [action, at] = (() => {
      for (let now = 5_500; ; now += 500) {
        const action = recovery.judge({ ...GOOD, now, ice: 'failed', bytes: 5_000 });
        if (action === 'rebuild') return [action, now] as const;
        if (action === 'look') recovery.restarted(now, true);
      }
    })();
    expect([action, at]).toEqual(['rebuild', 20_500]);
  });

  test('by repeating an offer that has no answer for four seconds', () => {
    const recovery = new LinkRecovery(0);
    const waiting: Partial<LinkObservation> = { ice: 'new', signaling: 'have-local-offer', hasRemote: false };
    expect(firstAction(recovery, 500, 10_000, () => waiting)).toEqual(['offer', 4_500]);
    expect(firstAction(recovery, 5_000, 10_000, () => waiting)).toEqual(['offer', 8_500]);
  });
});

test('a link is lost only after it had media, and back with the first byte', () => {
  const recovery = new LinkRecovery(0);
  recovery.judge({ ...GOOD, now: 500, ice: 'checking' });
  expect(recovery.isLost).toBeNull();
  recovery.judge({ ...GOOD, now: 1_000, bytes: 10 });
  expect(recovery.isLost).toBe(false);
  recovery.judge({ ...GOOD, now: 3_000, bytes: 10 });
  expect(recovery.isLost).toBe(true);
  recovery.judge({ ...GOOD, now: 3_500, bytes: 11 });
  expect(recovery.isLost).toBe(false);
});

describe('a weak network', () => {
  const FINE = { fractionLost: 0, rtt: 0.05, available: 2_000_000 };
  const BAD = { fractionLost: 0.2, rtt: 0.05, available: 2_000_000 };

  test('lowers video after two bad checks, step by step, to audio only', () => {
    const ladder = new QualityLadder();
    const steps = Array.from({ length: 8 }, (_, look) => ladder.judge(look * 2_000, BAD));
    expect(steps).toEqual([0, 1, 1, 2, 2, 3, 3, 3]);
    expect(cameraLimit(1, AUDIO_ONLY).active).toBe(false);
  });

  test('raises video slowly, and more slowly after a failed step', () => {
    const ladder = new QualityLadder();
    for (let look = 0; look < 4; look += 1) ladder.judge(look * 2_000, BAD);
    expect(ladder.step).toBe(2);
    const rise = (from: number): number => {
      const before = ladder.step;
      for (let now = from; ; now += 2_000) if (ladder.judge(now, FINE) < before) return now - from;
    };
    expect(rise(10_000)).toBe(10_000);
    ladder.judge(22_000, BAD);
    ladder.judge(24_000, BAD);
    expect(rise(26_000)).toBe(20_000);
  });

  test('a single bad check changes nothing', () => {
    const ladder = new QualityLadder();
    for (let look = 0; look < 20; look += 1) ladder.judge(look * 2_000, look % 2 ? BAD : FINE);
    expect(ladder.step).toBe(0);
  });

  test('without video the bandwidth estimate is ignored', () => {
    const ladder = new QualityLadder();
    for (let look = 0; look < 8; look += 1) ladder.judge(look * 2_000, BAD);
    for (let now = 20_000; now <= 32_000; now += 2_000) ladder.judge(now, { ...FINE, available: 40_000 });
    expect(ladder.step).toBe(AUDIO_ONLY - 1);
  });

  test('shows at once, and ends after three good checks', () => {
    const reception = new ReceptionMonitor();
    const look = (packets: number, lost: number) => reception.judge({ packets, lost, rtt: 0.1 });
    expect([look(100, 0), look(180, 20), look(280, 20), look(380, 20), look(480, 20)]).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});

test('bit rates fall with the number of people, at most 1.2 Mbit/s', () => {
  expect(cameraLimit(1, 0)).toMatchObject({ maxBitrate: 1_200_000, scaleResolutionDownBy: 1 });
  expect(cameraLimit(3, 0)).toMatchObject({ maxBitrate: 600_000, scaleResolutionDownBy: 2, maxFramerate: 15 });
  expect(cameraLimit(1, 1).maxBitrate).toBeLessThan(500_000);
});
