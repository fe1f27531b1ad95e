// The first steps of a new practice, in the order in which one makes the next possible.

/** What is known about a practice that is being set up. */
export interface PracticeFacts {
  isAgreed: boolean;
  hasProcessor: boolean;
  hasWebhook: boolean;
  /** Clients pay elsewhere, and staff record it: no processor is needed. */
  recordsOnly: boolean;
  isBillingOn: boolean;
  providers: number;
  colleagues: number;
  hasClient: boolean;
  /** Drafts do not count. */
  hasSentInvoice: boolean;
  /** Cancelled appointments do not count. */
  hasVisit: boolean;
}

export interface FirstStep {
  name: 'agreement' | 'processor' | 'webhook' | 'colleagues' | 'services' | 'client' | 'invoice' | 'visit';
  title: string;
  words: string;
  /** What is not possible before this step is done. */
  blocks?: string;
  isDone: boolean;
  isOptional?: boolean;
  href: string;
  verb: string;
  /** Only a provider can do it. */
  byProvider?: boolean;
}

/** Returns the steps, in order. */
export function firstSteps(facts: PracticeFacts): FirstStep[] {
  return [agreement(facts), ...payment(facts), colleagues(facts), services(facts), ...work(facts)];
}

/** Returns the step on which everything after it waits; undefined when none does. */
export function nextStep(steps: FirstStep[]): FirstStep | undefined {
  return steps.find((step) => !step.isDone && !step.isOptional);
}

function agreement({ isAgreed }: PracticeFacts): FirstStep {
  return {
    name: 'agreement',
    title: 'Accept the agreement',
    words: 'The Business Associate Agreement between your practice and Clocktree.',
    blocks: 'Until then, no client can be added.',
    isDone: isAgreed,
    href: '/admin/baa',
    verb: 'Read the agreement',
  };
}

function payment({ hasProcessor, hasWebhook, recordsOnly }: PracticeFacts): FirstStep[] {
  const processor: FirstStep = {
    name: 'processor',
    title: 'Connect a payment processor',
    words:
      'Clients then pay by card into your own account. If they pay elsewhere, turn on Record payments only instead.',
    blocks: 'Until then, Client Billing cannot be turned on.',
    isDone: hasProcessor || recordsOnly,
    href: '/admin/billing/setup',
    verb: 'Open Setup',
  };
  if (!hasProcessor) return [processor];
  const webhook: FirstStep = {
    name: 'webhook',
    title: 'Add the webhook',
    words: 'The processor then reports late changes of payments, such as a failed refund.',
    isDone: hasWebhook,
    isOptional: true,
    href: '/admin/billing/setup',
    verb: 'Open Setup',
  };
  return [processor, webhook];
}

function colleagues({ providers, colleagues }: PracticeFacts): FirstStep {
  if (!providers)
    return {
      name: 'colleagues',
      title: 'Invite a provider',
      words: 'Nobody in your practice has the Provider role yet.',
      blocks: 'Until then, nobody can add a client.',
      isDone: false,
      href: '/admin/team',
      verb: 'Open Team',
    };
  return {
    name: 'colleagues',
    title: 'Invite your colleagues',
    words: 'Each gets a mail, and chooses a password and a second factor.',
    isDone: colleagues > 1,
    isOptional: true,
    href: '/admin/team',
    verb: 'Open Team',
  };
}

function services({ isBillingOn }: PracticeFacts): FirstStep {
  return {
    name: 'services',
    title: 'Turn on Client Billing',
    words: 'Choose which providers may create invoices.',
    blocks: 'Until then, nobody can create an invoice.',
    isDone: isBillingOn,
    href: '/admin/services',
    verb: 'Open Services',
  };
}

function work({ hasClient, hasSentInvoice, hasVisit }: PracticeFacts): FirstStep[] {
  return [
    {
      name: 'client',
      title: 'Add the first client',
      words: 'Invite them right away, or later.',
      blocks: 'Until then, there is nobody to bill or to meet.',
      isDone: hasClient,
      href: '/provider/clients',
      verb: 'Open Clients',
      byProvider: true,
    },
    {
      name: 'invoice',
      title: 'Send the first invoice',
      words: 'On the client’s Billing tab.',
      isDone: hasSentInvoice,
      href: '/provider/clients',
      verb: 'Open Clients',
      byProvider: true,
    },
    {
      name: 'visit',
      title: 'Book the first visit',
      words: 'The client gets an alert without details, and signs in to see it.',
      isDone: hasVisit,
      href: '/provider/calendar',
      verb: 'Open Calendar',
      byProvider: true,
    },
  ];
}
