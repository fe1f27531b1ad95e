import { expect, test } from 'vitest';
import { firstSteps, nextStep, type PracticeFacts } from '../../src/start/first-steps';

const NOTHING: PracticeFacts = {
  isAgreed: false,
  hasProcessor: false,
  hasWebhook: false,
  recordsOnly: false,
  isBillingOn: false,
  providers: 1,
  colleagues: 1,
  hasClient: false,
  hasSentInvoice: false,
  hasVisit: false,
};

test('a new practice is led through its steps, one at a time', () => {
  const facts = { ...NOTHING };
  const order: string[] = [];
  const dones: [string, Partial<PracticeFacts>][] = [
    ['agreement', { isAgreed: true }],
    ['processor', { hasProcessor: true }],
    ['services', { isBillingOn: true }],
    ['client', { hasClient: true }],
    ['invoice', { hasSentInvoice: true }],
    ['visit', { hasVisit: true }],
  ];
  for (const [, done] of dones) {
    order.push(nextStep(firstSteps(facts))?.name ?? 'none');
    Object.assign(facts, done);
  }
  expect(order).toEqual(dones.map(([name]) => name));
  expect(nextStep(firstSteps(facts))).toBeUndefined();
});

test('the webhook and colleagues can wait, and never block what follows', () => {
  const optional = firstSteps({ ...NOTHING, hasProcessor: true }).filter((step) => step.isOptional);
  expect(optional.map((step) => step.name)).toEqual(['webhook', 'colleagues']);
});

test('a practice without a provider must invite one before anybody sees clients', () => {
  const facts = { ...NOTHING, isAgreed: true, recordsOnly: true, providers: 0 };
  expect(nextStep(firstSteps(facts))?.title).toBe('Invite a provider');
});

test('a practice that only records payments needs no processor and no webhook', () => {
  const steps = firstSteps({ ...NOTHING, recordsOnly: true });
  expect(steps.find((step) => step.name === 'processor')?.isDone).toBe(true);
  expect(steps.some((step) => step.name === 'webhook')).toBe(false);
});
