// Which role sees which page. The path of a page for one role begins with that role.
import type { FunctionComponent } from 'preact';
import type { Role } from './api/types';
import SignedOut from './session/signed-out';
import type { IconPath } from './ui/icon';
import * as icons from './ui/icons';
import { laterPage } from './ui/later';

type Pages = Record<string, FunctionComponent>;

const Receipt = laterPage(() => import('./billing/receipt'));
const Appointment = laterPage(() => import('./appointments/appointment'));
const MyDocuments = laterPage(() => import('./documents/my-documents'));
const Inbox = laterPage(() => import('./messages/inbox'));
const ThreadPage = laterPage(() => import('./messages/thread-page'));
const ClientProfile = laterPage(() => import('./clients/profile'));

const Help = laterPage(() => import('./help/help-pages'));
const visitService = () => import('./practice/visit-service');

const ADMIN: Pages = {
  '/admin/start': laterPage(() => import('./start/start')),
  '/admin/billing': laterPage(() => import('./billing/invoices')),
  '/admin/billing/setup': laterPage(() => import('./billing/setup')),
  '/admin/calendar': laterPage(() => import('./calendar/practice-calendar')),
  '/admin/waitlist': laterPage(() => import('./appointments/waitlist-page')),
  '/admin/appointments/:id': Appointment,
  '/admin/clients': laterPage(() => import('./clients/all-clients')),
  '/admin/clients/:id': ClientProfile,
  '/admin/clients/:id/:tab': ClientProfile,
  '/admin/messages': Inbox,
  '/admin/services': laterPage(async () => ({ default: (await import('./practice/services')).Services })),
  '/admin/services/:id': laterPage(async () => ({ default: (await import('./practice/services')).EditService })),
  '/admin/visit-services': laterPage(async () => ({ default: (await visitService()).NewVisitService })),
  '/admin/visit-services/:id': laterPage(async () => ({ default: (await visitService()).EditVisitService })),
  '/admin/team': laterPage(() => import('./team/team')),
  '/admin/practice': laterPage(() => import('./practice-page')),
  '/admin/baa': laterPage(() => import('./practice/baa')),
};
const PROVIDER: Pages = {
  '/provider/clients': laterPage(() => import('./clients/clients')),
  '/provider/clients/:id': ClientProfile,
  '/provider/clients/:id/:tab': ClientProfile,
  '/provider/messages': Inbox,
  '/provider/calendar': laterPage(() => import('./calendar/calendar')),
  '/provider/appointments/:id': Appointment,
  '/provider/documents/:id': laterPage(() => import('./documents/linked-document')),
  '/provider/hours': laterPage(() => import('./calendar/working-hours')),
};
const CLIENT: Pages = {
  '/client': laterPage(() => import('./clients/home')),
  '/client/appointments': laterPage(() => import('./appointments/client-appointments')),
  '/client/appointments/:id': Appointment,
  '/client/book': laterPage(() => import('./calendar/book-visit')),
  '/client/messages': laterPage(() => import('./messages/my-messages')),
  '/client/messages/:id': ThreadPage,
  '/client/notes': laterPage(() => import('./notes/shared-notes')),
  '/client/documents': MyDocuments,
  '/client/documents/:id': MyDocuments,
  '/client/invoices': laterPage(() => import('./billing/client-invoices')),
  '/client/invoices/:id': laterPage(() => import('./billing/client-invoice')),
  '/client/invoices/:id/receipt': Receipt,
};
const EVERY_ROLE: Pages = {
  '/billing/invoices/:id': laterPage(() => import('./billing/staff-invoice')),
  '/billing/invoices/:id/receipt': Receipt,
  '/messages/:id': ThreadPage,
  '/contact-us': laterPage(() => import('./messages/contact-requests')),
  '/account': laterPage(() => import('./session/account')),
  '/account/devices': laterPage(() => import('./visit/check/test-devices')),
  '/help': Help,
  '/help/home-screen': Help,
  '/help/video': Help,
  '/signed-out': SignedOut,
};

export const PAGES: Pages = { ...ADMIN, ...PROVIDER, ...CLIENT, ...EVERY_ROLE };
/** Pages without the bars of the shell. */
export const FULL_PAGES: Pages = { '/room/:id': laterPage(() => import('./visit/room')) };

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
