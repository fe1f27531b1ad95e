import type { ProcessorKind } from '../../api/types';

export const KIND_WORDS: Record<ProcessorKind, string> = {
  stripe: 'Stripe',
};

export interface KeyField {
  name: string;
  label: string;
  hint: string;
  isSecret: boolean;
  optional?: boolean;
}

/** The key fields of each processor. A secret is written and never shown. */
export const FIELDS: Record<ProcessorKind, KeyField[]> = {
  stripe: [
    { name: 'publishable_key', label: 'Publishable key', hint: 'Begins with pk_.', isSecret: false },
    { name: 'secret_key', label: 'Secret or restricted key', hint: 'Begins with sk_ or rk_.', isSecret: true },
    { name: 'webhook_secret', label: 'Webhook signing secret', hint: 'Begins with whsec_.', isSecret: true },
  ],
};
