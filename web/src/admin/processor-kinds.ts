import type { ProcessorKind } from '../api/types';

export const KIND_WORDS: Record<ProcessorKind, string> = {
  authorize_net: 'Authorize.net',
  elavon_converge: 'Elavon',
  stripe: 'Stripe',
};

export interface KeyField {
  name: string;
  label: string;
  hint: string;
  isSecret: boolean;
  optional?: boolean;
}

/** What each account has to give. A secret is written once and never shown again. */
export const FIELDS: Record<ProcessorKind, KeyField[]> = {
  stripe: [
    { name: 'publishable_key', label: 'Publishable key', hint: 'Begins with pk_.', isSecret: false },
    { name: 'secret_key', label: 'Secret or restricted key', hint: 'Begins with sk_ or rk_.', isSecret: true },
    { name: 'webhook_secret', label: 'Webhook signing secret', hint: 'Begins with whsec_.', isSecret: true },
  ],
  authorize_net: [
    { name: 'login_id', label: 'API Login ID', hint: 'At most 25 characters.', isSecret: false },
    { name: 'transaction_key', label: 'Transaction Key', hint: '16 characters.', isSecret: true },
    { name: 'signature_key', label: 'Signature Key', hint: '128 characters.', isSecret: true },
  ],
  elavon_converge: [
    { name: 'merchant_id', label: 'Account ID', hint: '6 or 7 digits.', isSecret: false },
    { name: 'user_id', label: 'User ID', hint: 'An API user, at most 15 characters.', isSecret: false },
    { name: 'pin', label: 'PIN', hint: 'At most 64 characters.', isSecret: true },
    { name: 'vendor_id', label: 'Vendor ID', hint: 'Only if Elavon gave you one.', isSecret: false, optional: true },
  ],
};
