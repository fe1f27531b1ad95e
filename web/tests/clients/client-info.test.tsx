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
  emergency_name: null,
  emergency_relation: null,
  emergency_phone: null,
  insurance: null,
  providers: [],
  covers: [],
  version: 1,
} as unknown as Client;

test('what is not recorded is offered in one line, which leads to its first field', async () => {
  render(<ClientInfo client={AVERY} put={vi.fn()} />);
  expect(screen.queryByText('Date of birth')).toBeNull();
  fireEvent.click(
    screen.getByRole('button', { name: 'Add date of birth, emergency contact, insurance, and time zone' }),
  );
  expect(document.activeElement).toBe(await screen.findByLabelText(/Date of birth/));
});

test('a complete profile offers nothing to add', () => {
  const facts = { date_of_birth: '1990-01-01', zone: 'America/Chicago', insurance: 'Blue', emergency_contact: 'Kim' };
  render(<ClientInfo client={{ ...AVERY, ...facts }} put={vi.fn()} />);
  expect(screen.queryByRole('button', { name: /^Add/ })).toBeNull();
  expect(screen.getByText(/1990/)).toBeTruthy();
});

test('an emergency contact that was written as text stays readable, and its field is offered while it has text', () => {
  render(<ClientInfo client={{ ...AVERY, emergency_contact: 'Kim, 555 0100' }} put={vi.fn()} />);
  expect(screen.getByText('Kim, 555 0100')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Edit' }));
  expect(screen.getByLabelText<HTMLTextAreaElement>(/As written earlier/).value).toBe('Kim, 555 0100');
});

test('an emergency contact has a name, a relation and a number that can be called', () => {
  const contact = { emergency_name: 'Kim Park', emergency_relation: 'sister', emergency_phone: '+1 555 0100' };
  render(<ClientInfo client={{ ...AVERY, ...contact }} put={vi.fn()} />);
  expect(screen.getByText(/Kim Park, sister/)).toBeTruthy();
  expect(screen.getByRole('link', { name: '+1 555 0100' }).getAttribute('href')).toBe('tel:+15550100');
});
