import { Route, Router, useLocation } from 'preact-iso';
import type { Me } from './api/types';
import { deviceZone } from './kernel/time-zones';
import { FULL_PAGES, PAGES, roleFor } from './routes';
import { IdleWarning } from './session/idle-warning';
import { isDecodable } from './session/safe-path';
import { WrongRole } from './session/role';
import { onSessionEnd } from './session/session';
import { VisitWarning } from './session/visit-warning';
import { useZoneOffsets } from './session/zone-offsets';
import { PageFailed, Shell } from './shell';
import { Area } from './ui/area';
import { NoSuchPage } from './ui/no-such-page';
import { clearPlaces, watchPlaces } from './ui/place';
import { watchRows } from './ui/row-link';
import { clearSearches } from './ui/search';
import './ui/styles/app.css';

watchPlaces();
watchRows();
onSessionEnd(clearPlaces);
onSessionEnd(clearSearches);

const routesOf = (pages: typeof PAGES) =>
  Object.entries(pages).map(([path, component]) => <Route path={path} component={component} />);
const SHELL_ROUTES = routesOf(PAGES);
const FULL_ROUTES = routesOf(FULL_PAGES);

export default function SignedIn({ who }: { who: Me }) {
  useZoneOffsets(deviceZone());
  useZoneOffsets(who.practice.zone);
  return (
    <>
      <Pages who={who} />
      <IdleWarning />
      <VisitWarning />
    </>
  );
}

function Pages({ who }: { who: Me }) {
  const { path } = useLocation();
  // The router decodes the parts of an address, and would fail.
  if (!isDecodable(path))
    return (
      <Shell who={who}>
        <NoSuchPage />
      </Shell>
    );
  const needs = roleFor(path, who.role);
  if (needs && needs !== who.role)
    return (
      <Shell who={who}>
        <WrongRole who={who} needs={needs} />
      </Shell>
    );
  if (path.split('/')[1] === 'room')
    return (
      <Area of={path} instead={<RoomFailed />}>
        <Router>
          {FULL_ROUTES}
          <Route default component={NotFound} />
        </Router>
      </Area>
    );
  return (
    <Shell who={who}>
      <Router>
        {SHELL_ROUTES}
        <Route default component={NotFound} />
      </Router>
    </Shell>
  );
}

function RoomFailed() {
  return (
    <main id="main" class="outside">
      <PageFailed />
    </main>
  );
}

function NotFound() {
  const { path } = useLocation();
  // App redirects from these two.
  return path === '/' || path.startsWith('/sign-in') ? null : <NoSuchPage />;
}
