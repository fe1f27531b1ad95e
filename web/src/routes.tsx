// Which role sees which page. The path of a page for one role begins with that role.
import { lazy } from 'preact-iso';
import type { FunctionComponent } from 'preact';
import type { Role } from './api/types';
import SignedOut from './session/signed-out';
import type { IconPath } from './ui/icon';
import * as icons from './ui/icons';

type Pages = Record<string, FunctionComponent>;

const Receipt = lazy(() => import('./billing/receipt'));
const Appointment = lazy(() => import('./appointments/appointment'));
const MyDocuments = lazy(() => import('./documents/my-documents'));
const Inbox = lazy(() => import('./messages/inbox'));
const ThreadPage = lazy(() => import('./messages/thread-page'));
const ClientProfile = lazy(() => import('./clients/profile'));

const ADMIN: Pages = {
  '/admin/start': lazy(() => import('./start/start')),
  '/admin/billing': lazy(() => import('./billing/invoices')),
  '/admin/billing/setup': lazy(() => import('./billing/setup')),
  '/admin/calendar': lazy(() => import('./calendar/practice-calendar')),
  '/admin/appointments/:id': Appointment,
  '/admin/clients': lazy(() => import('./clients/all-clients')),
  '/admin/clients/:id': ClientProfile,
  '/admin/clients/:id/:tab': ClientProfile,
  '/admin/messages': Inbox,
  '/admin/services': lazy(() => import('./practice/services').then((module) => module.Services)),
  '/admin/services/:id': lazy(() => import('./practice/services').then((module) => module.EditService)),
  '/admin/visit-services': lazy(() => import('./practice/visit-service').then((module) => module.NewVisitService)),
  '/admin/visit-services/:id': lazy(() => import('./practice/visit-service').then((module) => module.EditVisitService)),
  '/admin/team': lazy(() => import('./team/team')),
  '/admin/practice': lazy(() => import('./practice-page')),
  '/admin/baa': lazy(() => import('./practice/baa')),
};
const PROVIDER: Pages = {
  '/provider/clients': lazy(() => import('./clients/clients')),
  '/provider/clients/:id': ClientProfile,
  '/provider/clients/:id/:tab': ClientProfile,
  '/provider/messages': Inbox,
  '/provider/calendar': lazy(() => import('./calendar/calendar')),
  '/provider/appointments/:id': Appointment,
  '/provider/documents/:id': lazy(() => import('./documents/linked-document')),
  '/provider/hours': lazy(() => import('./calendar/working-hours')),
};
const CLIENT: Pages = {
  '/client': lazy(() => import('./clients/home')),
  '/client/appointments': lazy(() => import('./appointments/client-appointments')),
  '/client/appointments/:id': Appointment,
  '/client/book': lazy(() => import('./calendar/book-visit')),
  '/client/messages': lazy(() => import('./messages/my-messages')),
  '/client/messages/:id': ThreadPage,
  '/client/notes': lazy(() => import('./notes/shared-notes')),
  '/client/documents': MyDocuments,
  '/client/documents/:id': MyDocuments,
  '/client/invoices': lazy(() => import('./billing/client-invoices')),
  '/client/invoices/:id': lazy(() => import('./billing/client-invoice')),
  '/client/invoices/:id/receipt': Receipt,
};
const EVERY_ROLE: Pages = {
  '/billing/invoices/:id': lazy(() => import('./billing/staff-invoice')),
  '/billing/invoices/:id/receipt': Receipt,
  '/messages/:id': ThreadPage,
  '/contact-us': lazy(() => import('./messages/contact-requests')),
  '/account': lazy(() => import('./session/account')),
  '/account/devices': lazy(() => import('./visit/check/test-devices')),
  '/help': lazy(() => import('./help/help')),
  '/help/home-screen': lazy(() => import('./help/home-screen')),
  '/help/video': lazy(() => import('./help/video-help')),
  '/signed-out': SignedOut,
};

export const PAGES: Pages = { ...ADMIN, ...PROVIDER, ...CLIENT, ...EVERY_ROLE };
/** Pages without the bars of the shell. */
export const FULL_PAGES: Pages = { '/room/:id': lazy(() => import('./visit/room')) };

/** Returns the role a page needs; undefined where every role may see it. */
export function roleFor(path: string, role: Role): Role | undefined {
  const first = path.split('/')[1];
  // A visit has no Admins: an Admin who is also a provider takes part as a provider.
  if (first === 'room') return role === 'admin' ? 'provider' : undefined;
  // Admins and providers can receive what newcomers write.
  if (first === 'contact-us') return role === 'client' ? 'provider' : undefined;
  return (['admin', 'provider', 'client'] as const).find((each) => each === first);
}

export interface Tab {
  href: string;
  label: string;
  icon: IconPath;
  /** Another path prefix under which this tab is current. */
  also?: string;
}

export const TABS: Record<Role, Tab[]> = {
  admin: [
    { href: '/admin/billing', label: 'Billing', icon: icons.invoice, also: '/billing/' },
    { href: '/admin/calendar', label: 'Calendar', icon: icons.calendar, also: '/admin/appointments/' },
    { href: '/admin/clients', label: 'Clients', icon: icons.users },
    { href: '/admin/services', label: 'Services', icon: icons.layers, also: '/admin/visit-services' },
    { href: '/admin/team', label: 'Team', icon: icons.users },
    { href: '/admin/practice', label: 'Practice', icon: icons.building, also: '/admin/baa' },
  ],
  provider: [
    { href: '/provider/calendar', label: 'Calendar', icon: icons.calendar, also: '/provider/appointments/' },
    { href: '/provider/clients', label: 'Clients', icon: icons.users, also: '/billing/' },
    { href: '/provider/messages', label: 'Messages', icon: icons.message, also: '/messages/' },
  ],
  client: [
    { href: '/client', label: 'Home', icon: icons.home },
    { href: '/client/appointments', label: 'Appointments', icon: icons.calendar, also: '/client/book' },
    { href: '/client/messages', label: 'Messages', icon: icons.message },
    { href: '/client/documents', label: 'Documents', icon: icons.file },
    { href: '/client/invoices', label: 'Invoices', icon: icons.invoice },
  ],
};
