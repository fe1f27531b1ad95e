import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import type { Client } from '../../src/api/types';
import { ClientInfo } from '../../src/clients/client-info';
import { clearDrafts } from '../../src/session/drafts';

afterEach(() => {
  cleanup();
  clearDrafts();
});

const AVERY = {
  id: 'c1',
  legal_name: 'Avery Stone',
  email: 'avery@mail.example',
  phone: '+1 555 010 9999',
  date_of_birth: null,
  preferred_name: null,
  pronouns: 'they/them',
  address: '1 Main St',
  zone: null,
  emergency_contact: null,
  providers: [],
  version: 1,
} as unknown as Client;

test('what is not recorded is offered in one line, which leads to its first field', async () => {
  render(<ClientInfo client={AVERY} put={vi.fn()} />);
  expect(screen.queryByText('Date of birth')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Add date of birth, emergency contact, and time zone' }));
  expect(document.activeElement).toBe(await screen.findByLabelText(/Date of birth/));
});

test('a complete profile offers nothing to add', () => {
  const facts = { date_of_birth: '1990-01-01', zone: 'America/Chicago', emergency_contact: 'Kim' };
  render(<ClientInfo client={{ ...AVERY, ...facts }} put={vi.fn()} />);
  expect(screen.queryByRole('button', { name: /^Add/ })).toBeNull();
  expect(screen.getByText(/1990/)).toBeTruthy();
});
