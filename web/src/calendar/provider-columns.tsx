import { useLocation } from 'preact-iso';
import type { Calendar } from '../api/booking';
import type { Named } from '../api/types';
import { spanOf } from '../appointments/time-words';
import { addressOf } from './address';
import { addDays, type Day } from './days';
import { offWords } from './days-off-words';
import type { Entry } from './entries';
import { Grid, layoutOf, type GridColumn } from './grid';
import { useGridFocus, type Stop } from './use-grid-focus';

export type Hours = Pick<Calendar, 'open' | 'with_hours' | 'days_off'>;

interface ProviderColumnsProps {
  href: string;
  base: string;
  day: Day;
  providers: Named[];
  entries: Entry[];
  hours: Hours;
  now: number;
  onBook: ((at: number, provider: string) => void) | undefined;
  isBusy: boolean;
}

/** Shows the day of all providers: a column for each, beside the same hours. */
export function ProviderColumns({
  href,
  base,
  day,
  providers,
  entries,
  hours,
  now,
  onBook,
  isBusy,
}: ProviderColumnsProps) {
  const { route } = useLocation();
  const layout = layoutOf(
    providers.map(({ id }) => ({
      day,
      entries: entries.filter((each) => each.providers.includes(id)),
      open: openOf(hours, id),
      off: offWords(hours.days_off, day, id),
    })),
  );
  const focus = useGridFocus(
    layout.columns.map((each) => each.boxes.map((box) => box.top)),
    0,
    (step) => route(addressOf(href, 'day', addDays(day.date, step))),
  );
  const columns = layout.columns.map((each, column): GridColumn => {
    const provider = providers[column] ?? { id: '', name: '' };
    const labelledBy = `provider-${column}`;
    const address = addressOf(`${href}?provider=${encodeURIComponent(provider.id)}`, 'day', day.date);
    const head = <ProviderLink id={labelledBy} href={address} name={provider.name} stop={focus.stop(column, -1)} />;
    return { ...each, column, labelledBy, head, onBook: onBook && ((at) => onBook(at, provider.id)) };
  });
  const { axis, part } = layout;
  if (!columns.length) return <p class="muted">No provider has appointments in this week.</p>;
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys move the focus between the links inside
    <div ref={focus.grid} onKeyDown={focus.onKeyDown}>
      <div class="provider-columns" role="region" aria-label="Appointments by provider">
        <Grid {...{ axis, part, now, base, isBusy, columns }} stop={focus.stop} />
      </div>
      <p class="hint keys-hint">Arrow keys move between providers and appointments, and Enter opens one.</p>
    </div>
  );
}

interface ProviderLinkProps {
  id: string;
  href: string;
  name: string;
  stop: ReturnType<Stop>;
}

function ProviderLink({ id, href, name, stop }: ProviderLinkProps) {
  return (
    <h3>
      <a id={id} class="day-link" href={href} title={name} {...stop}>
        <span class="provider-name">{name}</span>
      </a>
    </h3>
  );
}

/** Returns when a provider works; null if they have set no hours. */
export function openOf({ open, with_hours: withHours }: Omit<Hours, 'days_off'>, provider: string) {
  return withHours.includes(provider)
    ? open.filter((each) => each.provider_id === provider).map((each) => spanOf(each))
    : null;
}
