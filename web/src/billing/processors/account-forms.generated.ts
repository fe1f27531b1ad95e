// Generated from chalicelib/payments/account_forms.py by `make schema`. Do not edit.

export const ACCOUNT_FORMS = {
  stripe: [
    {
      name: 'publishable_key',
      label: 'Publishable key',
      hint: 'Copy the key that begins with pk_.',
      shown_as: 'publishable_key',
      is_secret: false,
      is_required: true,
      is_for_webhooks: false,
    },
    {
      name: 'secret_key',
      label: 'Secret or restricted key',
      hint: 'Copy the key that begins with sk_ or rk_.',
      shown_as: 'secret_ends',
      is_secret: true,
      is_required: true,
      is_for_webhooks: false,
    },
    {
      name: 'webhook_secret',
      label: 'Webhook signing secret',
      hint: 'Copy the signing secret that begins with whsec_.',
      shown_as: 'webhook_secret_ends',
      is_secret: true,
      is_required: false,
      is_for_webhooks: true,
    },
  ],
} as const;
