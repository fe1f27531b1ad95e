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

/** Looks each half second from `from` to `to` (ms); `at` says what is seen. Returns the first help with its time. */
function firstHelp(
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
  firstHelp(recovery, 0, 5_000, (now) => ({ bytes: now }));
  return recovery;
}

describe('a connection is helped', () => {
  test('when nothing has come in for 1.5 s although something is sent', () => {
    const recovery = flowing();
    expect(firstHelp(recovery, 5_500, 20_000, () => ({ bytes: 5_000 }))).toEqual(['look', 6_500]);
    expect(recovery.isLost).toBe(true);
  });

  test('not when the other side sends nothing', () => {
    const recovery = flowing();
    expect(firstHelp(recovery, 5_500, 60_000, () => ({ bytes: 5_000, isSending: false }))).toBeNull();
    expect(recovery.isLost).toBe(false);
  });

  test('when ICE has been disconnected for 2 s, and not for less', () => {
    const muted = { bytes: 5_000, isSending: false };
    expect(firstHelp(flowing(), 5_500, 7_000, () => ({ ...muted, ice: 'disconnected' }))).toBeNull();
    expect(firstHelp(flowing(), 5_500, 9_000, () => ({ ...muted, ice: 'disconnected' }))).toEqual(['look', 7_500]);
  });

  test('once, and then not for five seconds', () => {
    const recovery = flowing();
    firstHelp(recovery, 5_500, 6_500, () => ({ bytes: 5_000 }));
    recovery.restarted(6_500, true);
    expect(firstHelp(recovery, 7_000, 20_000, () => ({ bytes: 5_000 }))).toEqual(['look', 11_500]);
  });

  test('sooner after a restart in the blind, which may have gathered nothing', () => {
    const recovery = flowing();
    recovery.restarted(5_500, false);
    expect(firstHelp(recovery, 6_000, 20_000, () => ({ bytes: 5_000 }))).toEqual(['look', 7_000]);
  });

  test('not on top of a restart of the other side, which was just answered', () => {
    const recovery = flowing();
    firstHelp(recovery, 5_500, 6_500, () => ({ bytes: 5_000 }));
    expect(recovery.needsRestart(6_500)).toBe(true);
    recovery.answering(6_600);
    expect(recovery.needsRestart(6_700)).toBe(false);
  });

  test('soon, if nothing came of the restart that was answered', () => {
    const recovery = flowing();
    recovery.answering(5_500);
    expect(firstHelp(recovery, 6_000, 20_000, () => ({ bytes: 5_000 }))).toEqual(['look', 7_000]);
    expect(recovery.needsRestart(7_000)).toBe(true);
  });

  test('by a new connection after 15 s of failure', () => {
    const recovery = flowing();
    const [help, at] = (() => {
      for (let now = 5_500; ; now += 500) {
        const action = recovery.judge({ ...GOOD, now, ice: 'failed', bytes: 5_000 });
        if (action === 'rebuild') return [action, now] as const;
        if (action === 'look') recovery.restarted(now, true);
      }
    })();
    expect([help, at]).toEqual(['rebuild', 20_500]);
  });

  test('by saying the offer again when it is not answered for four seconds', () => {
    const recovery = new LinkRecovery(0);
    const waiting: Partial<LinkObservation> = { ice: 'new', signaling: 'have-local-offer', hasRemote: false };
    expect(firstHelp(recovery, 500, 10_000, () => waiting)).toEqual(['offer', 4_500]);
    expect(firstHelp(recovery, 5_000, 10_000, () => waiting)).toEqual(['offer', 8_500]);
  });
});

test('it is lost only after it was there, and found by the first byte', () => {
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

  test('lowers video after two bad looks, step by step, to audio only', () => {
    const ladder = new QualityLadder();
    const steps = Array.from({ length: 8 }, (_, look) => ladder.judge(look * 2_000, BAD));
    expect(steps).toEqual([0, 1, 1, 2, 2, 3, 3, 3]);
    expect(cameraLimit(1, AUDIO_ONLY).active).toBe(false);
  });

  test('comes back slowly, and more slowly after a step that was too early', () => {
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

  test('one bad look alone changes nothing', () => {
    const ladder = new QualityLadder();
    for (let look = 0; look < 20; look += 1) ladder.judge(look * 2_000, look % 2 ? BAD : FINE);
    expect(ladder.step).toBe(0);
  });

  test('without video what the browser believes to be available is not asked', () => {
    const ladder = new QualityLadder();
    for (let look = 0; look < 8; look += 1) ladder.judge(look * 2_000, BAD);
    for (let now = 20_000; now <= 32_000; now += 2_000) ladder.judge(now, { ...FINE, available: 40_000 });
    expect(ladder.step).toBe(AUDIO_ONLY - 1);
  });

  test('is told at once, and good again only after three good looks', () => {
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

test('the more there are, the less each is sent, and never more than 1.2 Mbit/s', () => {
  expect(cameraLimit(1, 0)).toMatchObject({ maxBitrate: 1_200_000, scaleResolutionDownBy: 1 });
  expect(cameraLimit(3, 0)).toMatchObject({ maxBitrate: 600_000, scaleResolutionDownBy: 2, maxFramerate: 15 });
  expect(cameraLimit(1, 1).maxBitrate).toBeLessThan(500_000);
});
