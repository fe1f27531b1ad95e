import { lazy, Route, Router, useLocation } from 'preact-iso';
import type { Me, Role } from './api/types';
import { WrongRole } from './session/role';
import { SignedOut } from './session/signed-out';
import { Shell } from './shell';
import { Page } from './ui/page';
import './ui/styles/app.css';

const Invoices = lazy(() => import('./billing/invoices'));
const BillingSetup = lazy(() => import('./billing/setup'));
const Services = lazy(() => import('./practice/services').then((module) => module.Services));
const EditService = lazy(() => import('./practice/services').then((module) => module.EditService));
const Team = lazy(() => import('./team/team'));
const Practice = lazy(() => import('./practice/practice'));
const Baa = lazy(() => import('./practice/baa'));
const Clients = lazy(() => import('./clients/clients'));
const ClientProfile = lazy(() => import('./clients/profile'));
const Calendar = lazy(() => import('./appointments/calendar'));
const Appointment = lazy(() => import('./appointments/appointment'));
const StaffInvoice = lazy(() => import('./billing/staff-invoice'));
const Receipt = lazy(() => import('./billing/receipt'));
const Home = lazy(() => import('./clients/home'));
const MyAppointments = lazy(() => import('./appointments/client-appointments'));
const MyInvoices = lazy(() => import('./billing/client-invoices'));
const MyInvoice = lazy(() => import('./billing/client-invoice'));
const Account = lazy(() => import('./session/account'));
const Help = lazy(() => import('./help/help'));
const HomeScreen = lazy(() => import('./help/home-screen'));
const VideoHelp = lazy(() => import('./help/video-help'));
const TestDevices = lazy(() => import('./visit/check/test-devices'));
const Room = lazy(() => import('./visit/room'));

export default function SignedIn({ who }: { who: Me }) {
  const { path } = useLocation();
  const first = path.split('/')[1];
  // A room has no Admins in it: one who is also a provider enters it as that.
  const isHost = first === 'room' && who.role === 'admin';
  const needs = isHost ? 'provider' : (['admin', 'provider', 'client'] as Role[]).find((role) => first === role);
  if (needs && needs !== who.role)
    return (
      <Shell who={who}>
        <WrongRole who={who} needs={needs} />
      </Shell>
    );
  if (first === 'room')
    return (
      <Router>
        <Route path="/room/:id" component={Room} />
        <Route default component={NotFound} />
      </Router>
    );
  return (
    <Shell who={who}>
      <Router>
        <Route path="/admin/billing" component={Invoices} />
        <Route path="/admin/billing/setup" component={BillingSetup} />
        <Route path="/admin/services" component={Services} />
        <Route path="/admin/services/:id" component={EditService} />
        <Route path="/admin/team" component={Team} />
        <Route path="/admin/practice" component={Practice} />
        <Route path="/admin/baa" component={Baa} />
        <Route path="/provider/clients" component={Clients} />
        <Route path="/provider/clients/:id" component={ClientProfile} />
        <Route path="/provider/clients/:id/:tab" component={ClientProfile} />
        <Route path="/provider/calendar" component={Calendar} />
        <Route path="/provider/appointments/:id" component={Appointment} />
        <Route path="/billing/invoices/:id" component={StaffInvoice} />
        <Route path="/billing/invoices/:id/receipt" component={Receipt} />
        <Route path="/client" component={Home} />
        <Route path="/client/appointments" component={MyAppointments} />
        <Route path="/client/appointments/:id" component={Appointment} />
        <Route path="/client/invoices" component={MyInvoices} />
        <Route path="/client/invoices/:id" component={MyInvoice} />
        <Route path="/client/invoices/:id/receipt" component={Receipt} />
        <Route path="/account" component={Account} />
        <Route path="/help" component={Help} />
        <Route path="/account/devices" component={TestDevices} />
        <Route path="/help/home-screen" component={HomeScreen} />
        <Route path="/help/video" component={VideoHelp} />
        <Route path="/signed-out" component={SignedOut} />
        <Route default component={NotFound} />
      </Router>
    </Shell>
  );
}

function NotFound() {
  const { path } = useLocation();
  // These two are left at once by Start.
  if (path === '/' || path.startsWith('/sign-in')) return null;
  return (
    <Page title="There is no such page" narrow>
      <p class="lead">
        The address may be old or mistyped. Go to <a href="/">your first page</a>.
      </p>
    </Page>
  );
}
