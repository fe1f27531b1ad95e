import { beforeEach, expect, test } from 'vitest';
import { createIdleTimer, type IdleTimer } from '../../src/session/idle-timer';

const MINUTE = 60_000;
let clock: number;
let stored: number | null;
let touches: number;
let ends: number;
let whys: string[];
let left: number | null;
let idle: IdleTimer;

beforeEach(() => {
  clock = 1_000_000;
  stored = clock;
  touches = ends = 0;
  whys = [];
  left = null;
  idle = aTab();
});

function aTab(warn: (seconds: number | null) => void = (seconds) => (left = seconds)): IdleTimer {
  return createIdleTimer({
    now: () => clock,
    read: () => stored,
    write: (at) => (stored = at),
    touch: () => (touches += 1),
    ended: (why) => {
      ends += 1;
      whys.push(why);
    },
    warn,
  });
}

function pass(ms: number): void {
  clock += ms;
  idle.tick();
}

test('S12: nothing shows before the 28th minute', () => {
  pass(28 * MINUTE - 1);
  expect([left, ends]).toEqual([null, 0]);
});

test('S12: two minutes are left when the warning shows', () => {
  pass(28 * MINUTE);
  expect(left).toBe(120);
  pass(1_000);
  expect(left).toBe(119);
});

test('S12: it ends at 30 minutes, also when the laptop slept through the warning', () => {
  pass(45 * MINUTE);
  expect([ends, whys]).toEqual([1, ['idle']]);
});

test('activity restarts the 30 minutes', () => {
  pass(20 * MINUTE);
  idle.onActivity();
  pass(27 * MINUTE);
  expect([left, ends]).toEqual([null, 0]);
});

test('once the warning shows, mouse and keys no longer count', () => {
  pass(28 * MINUTE + 1_000);
  idle.onActivity();
  pass(1_000);
  expect(left).toBe(118);
});

test('"Stay signed in" clears the warning in every tab and tells the server at once', () => {
  let elsewhere: number | null = null;
  const other = aTab((seconds) => (elsewhere = seconds));
  pass(29 * MINUTE);
  other.tick();
  idle.extend();
  expect([left, touches]).toEqual([null, 1]);
  other.tick();
  expect(elsewhere).toBeNull();
});

test('another tab’s activity counts here', () => {
  pass(27 * MINUTE);
  stored = clock;
  pass(27 * MINUTE);
  expect([left, ends]).toEqual([null, 0]);
});

test("a timestamp cleared by another tab's sign-out ends the session", () => {
  stored = null;
  pass(1_000);
  expect([ends, whys]).toEqual([1, ['ended']]);
});

test('the server is told of activity within a minute, at most once a minute', () => {
  for (let second = 0; second < 600; second += 1) {
    idle.onActivity();
    pass(1_000);
  }
  expect(touches).toBe(10);
});

test('without activity the server is not told, so that both clocks agree', () => {
  for (let minute = 0; minute < 27; minute += 1) pass(MINUTE);
  expect(touches).toBe(0);
});
