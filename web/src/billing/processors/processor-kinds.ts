import type { ProcessorKind } from '../../api/types';

export const KIND_WORDS: Record<ProcessorKind, string> = {
  stripe: 'Stripe',
};
