import { expect, test } from 'vitest';
import { browserName, deviceName, kindOf } from '../../../src/visit/media/browser';
import { relayWords } from '../../../src/visit/peer/ice-gathering';
import { problemOf, stateOf } from '../../../src/visit/media/problems';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const IPAD =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15';
const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';

const ACCEPTED =
  /^(?:Another browser|Chrome|Edge|Firefox|Safari)(?: [0-9]{1,4})?(?: on (?:Android|iPad|iPhone|Linux|Mac|Windows))?$/;

test.each([
  [IPHONE, 5, 'Safari 18 on iPhone', 'iphone'],
  [IPAD, 5, 'Safari 17 on iPad', 'iphone'],
  [IPAD, 0, 'Safari 17 on Mac', 'safari'],
  [EDGE, 0, 'Edge 131 on Windows', 'edge'],
  [FIREFOX, 0, 'Firefox 133 on Linux', 'firefox'],
  [FIREFOX.replace('Firefox/133', 'Firefox/4111111111111111'), 0, 'Firefox 4111 on Linux', 'firefox'],
  ['something else', 0, 'Another browser', 'other'],
])('a browser is named with its version and platform', (userAgent, maxTouchPoints, name, kind) => {
  const agent = { userAgent, maxTouchPoints };
  expect([browserName(agent), kindOf(agent)]).toEqual([name, kind]);
  // What the server accepts.
  expect(browserName(agent)).toMatch(ACCEPTED);
});

test.each([
  ['NotAllowedError', 'refused'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
])('%s means that a device is %s', (name, state) => {
  expect(stateOf(new DOMException('', name))).toBe(state);
});

test('a refused camera has a remedy for each browser', () => {
  const remedies = (['iphone', 'safari', 'firefox', 'edge', 'chrome', 'android', 'other'] as const).map(
    (kind) => problemOf('camera', 'refused', kind).remedy,
  );
  expect(new Set(remedies).size).toBe(remedies.length);
  expect(problemOf('camera', 'busy', 'chrome').words).toBe(
    'The camera is in use by another program, window or telephone call.',
  );
});

test('a failed relay is named with the reason', () => {
  expect(relayWords('turn:relay.example:3478?transport=udp', 486)).toBe(
    'turn:relay.example:3478 (udp) has no place left',
  );
  expect(relayWords('turn:relay.example:3478?transport=tcp', 701)).toBe(
    'turn:relay.example:3478 (tcp) could not be reached',
  );
  expect(relayWords('turn:r:1', 401)).toContain('did not accept our credentials');
});

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 0, 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/150 Mobile Safari/537.36', 5, 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; Tab S9) Chrome/150 Safari/537.36', 5, 'tablet'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 5, 'tablet'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 0, 'computer'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537.36', 10, 'computer'],
])('%s with %i touch points is called a %s', (userAgent, maxTouchPoints, name) => {
  expect(deviceName({ userAgent, maxTouchPoints })).toBe(name);
});
