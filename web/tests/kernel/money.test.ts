import { describe, expect, test } from 'vitest';
import { parseMoney, toDecimal, formatMoney, currencySign } from '../../src/kernel/money';

const usd = (minor: number) => ({ money: { minor, currency: 'USD' } });

describe('typed amounts become minor units without floats', () => {
  test.each([
    ['125', 12_500],
    ['125.5', 12_550],
    ['125.50', 12_550],
    ['0.07', 7],
    ['$1,250.50', 125_050],
    [' 19.99 ', 1_999],
    ['1.', 100],
    ['90071992547409.91', 9_007_199_254_740_991],
  ])('%s', (typed, minor) => expect(parseMoney(typed, 'USD')).toEqual(usd(minor)));

  test('a currency without decimals takes none', () => {
    expect(parseMoney('1500', 'JPY')).toEqual({ money: { minor: 1500, currency: 'JPY' } });
    expect(parseMoney('15.0', 'JPY')).toHaveProperty('error');
  });

  test('a currency with three decimals takes three', () => {
    expect(parseMoney('1.005', 'KWD')).toEqual({ money: { minor: 1005, currency: 'KWD' } });
  });
});

describe('invalid amounts have an error', () => {
  test.each([
    '',
    '0',
    '0.00',
    '-5',
    '12.345',
    '1.2.3',
    'abc',
    '1,25',
    '12,34.00',
    '1e5',
    '90071992547409.92',
    'NaN',
    '٣',
  ])('%s', (typed) => expect(parseMoney(typed, 'USD')).toEqual({ error: expect.stringMatching(/\.$/) as string }));
});

test('an amount is formatted with its sign and grouping', () => {
  expect(formatMoney({ minor: 125_050, currency: 'USD' })).toBe('$1,250.50');
  expect(formatMoney({ minor: 1500, currency: 'JPY' })).toBe('¥1,500');
  expect(currencySign('USD')).toBe('$');
});

test('an amount in a text field is parsed back to the same amount', () => {
  for (const minor of [1, 7, 99, 100, 12_500, 125_050]) {
    expect(parseMoney(toDecimal({ minor, currency: 'USD' }), 'USD')).toEqual(usd(minor));
  }
});
