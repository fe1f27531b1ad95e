import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { LinkedText, textParts } from '../../src/ui/linked-text';

afterEach(cleanup);

const links = (text: string): string[] => textParts(text).flatMap(({ href }) => href ?? []);

test.each([
  ['https://a.example', ['https://a.example']],
  ['See http://a.example/b?c=d&e=f#g', ['http://a.example/b?c=d&e=f#g']],
  ['HTTPS://A.EXAMPLE:8443/X', ['HTTPS://A.EXAMPLE:8443/X']],
  ['https://a.example and https://b.example/', ['https://a.example', 'https://b.example/']],
  ['one\nhttps://a.example/x\ntwo', ['https://a.example/x']],
  ['https://a.example/%C3%A9t%C3%A9/é', ['https://a.example/%C3%A9t%C3%A9/é']],
  ['https://a.example/x@y', ['https://a.example/x@y']],
])('%j has its web addresses as links', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

test.each([
  ['Go to https://a.example.', 'https://a.example'],
  ['Go to https://a.example/b, then wait.', 'https://a.example/b'],
  ['(https://a.example/b)', 'https://a.example/b'],
  ['https://a.example/b_(c)', 'https://a.example/b_(c)'],
  ['“https://a.example/b”!', 'https://a.example/b'],
  ['Is it https://a.example/b?', 'https://a.example/b'],
])('in %j the link ends before the sentence does', (text, expected) => {
  expect(links(text)).toEqual([expected]);
});

test.each([
  ['another scheme', 'javascript:alert(1) data:text/html,x ftp://a.example file:///etc/passwd'],
  ['no scheme', 'a.example www.a.example'],
  ['a user name', 'https://bank.example@evil.example/'],
  ['a user name and a password', 'https://bank.example:pw@evil.example/ https://bank.example:443@evil.example'],
  ['a backslash', 'https://evil.example\\@bank.example'],
  ['a reversed direction', 'https://a.example/\u202Egpj.exe and https://a.exam\u202Eple/'],
  ['an invisible character', 'https://a.example\u200B.evil.example/'],
  ['letters that look like others', 'https://b\u0430nk.example/ https://bank.example.\u0435vil.example/'],
  ['a number for a host', 'http://2130706433/ http://0x7f.1/ http://127.0.0.1/'],
  ['a single word for a host', 'https://localhost/ https://intranet'],
  ['no host', 'https:// https:///a https://.'],
])('%s makes no link', (_, text) => {
  expect(links(text)).toEqual([]);
});

test('nothing of the text is lost or changed', () => {
  const text = 'a (https://a.example/b), <b>https://c.example</b> "https://d.example" https://e@f.example\n\n';
  expect(
    textParts(text)
      .map((each) => each.text)
      .join(''),
  ).toBe(text);
});

test('a long row of signs is read in good time', () => {
  const start = performance.now();
  textParts(`https://a.example/${')'.repeat(4_000)}${'https://'.repeat(500)}${'.'.repeat(4_000)}`);
  expect(performance.now() - start).toBeLessThan(500);
});

test('a link opens in a new tab, which learns nothing of this page', () => {
  render(<LinkedText text="See https://a.example/b" />);
  const link = screen.getByRole<HTMLAnchorElement>('link', { name: 'https://a.example/b' });
  expect([link.getAttribute('href'), link.target, link.rel]).toEqual([
    'https://a.example/b',
    '_blank',
    'noopener noreferrer',
  ]);
});
