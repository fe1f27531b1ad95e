import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { openFirstPage, loadMe, me, startSession, startError } from './session/session';
import { SignIn } from './session/sign-in';
import { LoadError, Skeleton } from './ui/load-states';
import { Toasts } from './ui/toast';
import { laterPage } from './ui/later';

const entryPage: typeof laterPage = (load) => laterPage(load, (_, sentence) => <Outside>{sentence}</Outside>);
const SignedIn = entryPage(() => import('./signed-in'));
const SignedOut = entryPage(() => import('./session/signed-out'));
const Forgot = entryPage(() => import('./session/forgot'));
const ContactPage = entryPage(() => import('./contact/contact-page'));
const Help = entryPage(() => import('./help/help-pages'));

/** All paths but those of the API and the pay page, which is a document with its own CSP. */
const OURS = /^\/(?!pay\/|api\/)/;

export function App() {
  return (
    <LocationProvider scope={OURS}>
      <ErrorBoundary>
        <Start />
      </ErrorBoundary>
      <Toasts />
    </LocationProvider>
  );
}

function Start() {
  const { path, url, query, route } = useLocation();
  const who = me.value;
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a session starts once, and every `route` does the same
  useEffect(() => startSession((to) => route(to, true)), []);
  useEffect(() => {
    if (who === null && !isOpen(path)) route(`/sign-in${path === '/' ? '' : `?next=${encodeURIComponent(url)}`}`, true);
    if (who && (path === '/' || path.startsWith('/sign-in'))) openFirstPage(who, query['next']);
  }, [who, path, url, query, route]);
  // Anybody may write to a practice, signed in or not.
  if (path.startsWith('/contact/')) return <Entry />;
  if (startError.value || who === undefined)
    return (
      <Outside>
        {startError.value ? <LoadError error={startError.value} retry={() => void loadMe()} /> : <Skeleton lines={3} />}
      </Outside>
    );
  return who ? <SignedIn who={who} /> : <Entry />;
}

function isOpen(path: string): boolean {
  return /^\/(sign-in|signed-out|help|contact)(\/|$)/.test(path);
}

function Outside({ children }: { children: ComponentChildren }) {
  return <main class="outside">{children}</main>;
}

function Entry() {
  return (
    <Router>
      <Route path="/sign-in" component={SignIn} />
      <Route path="/sign-in/forgot" component={Forgot} />
      <Route path="/signed-out" component={SignedOut} />
      <Route path="/contact/:practice" component={ContactPage} />
      <Route path="/help/:page?" component={Help} />
      <Route default component={Nothing} />
    </Router>
  );
}

function Nothing() {
  return null;
}
