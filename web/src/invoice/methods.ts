import type { Method } from '../api/types';

export const METHOD_WORDS: Record<Method, string> = {
  cash: 'Cash',
  check: 'Check',
  external_card: 'External card',
  other: 'Other',
};
