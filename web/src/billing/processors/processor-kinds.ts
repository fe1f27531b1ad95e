import type { ProcessorKind } from '../../api/types';

/** The name of each processor, as people read it. */
export const KIND_WORDS: Record<ProcessorKind, string> = { stripe: 'Stripe' };

/** Where an Admin enters the webhook's address at each processor. */
export const WEBHOOK_WORDS: Record<ProcessorKind, string> = {
  stripe:
    'In Stripe, open Developers, then Webhooks, and add an endpoint with this address. Let it send the events of charges, disputes, payment intents, refunds and reviews.',
};
