import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { ClientQuery } from '../api/clients';
import * as practice from '../api/practice';
import type { ClientRow, Named } from '../api/types';
import { useApi } from '../api/resource';
import { formatMoney } from '../kernel/money';
import { me } from '../session/session';
import { AccountPill } from '../ui/account-pill';
import { AnswerMark } from '../ui/answer-mark';
import { RowArea } from '../ui/area';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { later } from '../ui/later';
import { Loaded } from '../ui/loaded';
import { Callout, Empty, Page } from '../ui/page';
import { Select } from '../ui/select';
import { ShowMore } from '../ui/show-more';
import { TabCount } from '../ui/tab-count';
import { SearchedList, Toolbar } from '../ui/toolbar';
import { AssignClient } from './assign-client';
import { useAddingClient } from './adding-client';
import { SHOWN, useClientRows } from './client-rows';
import { HandOver } from './hand-over';
import { NoneShown, OrderHint } from './none-shown';
import './all-clients.css';

const NewClient = later(() => import('./new-client'));

const NOBODY = 'nobody';

/** Lists all clients of the practice for an Admin, who adds them and assigns them to providers. */
export default function AllClients() {
  const { query } = useLocation();
  const of = query['provider'] ?? '';
  const shown = query['show'] ?? '';
  const { list, rows, words, search, isSearched } = useClientRows('all-clients', shown, filterOf(of));
  const providers = useApi('service:client-billing', () => practice.service('client-billing')).data?.providers;
  const [assigning, setAssigning] = useState<ClientRow | null>(null);
  const adding = useAddingClient();
  const [handingOver, setHandingOver] = useState(false);
  const needsBaa = me.value?.practice.baa_accepted === false;
  return (
    <Page title="Clients" side={<Side needsBaa={needsBaa} onAdd={adding.open} />}>
      {needsBaa && (
        <Callout tone="amber" icon={icons.alert}>
          Clients can be added once the <a href="/admin/baa">Business Associate Agreement</a> is accepted.
        </Callout>
      )}
      <Toolbar of="clients" search={{ ...search, words }} hits={rows.length}>
        <Filters of={of} shown={shown} providers={providers ?? []} />
        {providers && providers.length > 1 && (
          <button type="button" onClick={() => setHandingOver(true)}>
            Hand over…
          </button>
        )}
      </Toolbar>
      <Loaded of={list} lines={8}>
        {(page) => (
          <>
            <OrderHint isLong={page.next !== null && !isSearched} />
            <SearchedList search={search} hits={rows.length}>
              {rows.length > 0 && <ClientTable rows={rows} onAssign={setAssigning} />}
            </SearchedList>
            {!page.items.length && !page.next && !isSearched && <NoClients of={of} shown={shown} />}
            <ShowMore next={page.next} more={list.more} />
          </>
        )}
      </Loaded>
      {assigning && <AssignClient client={assigning} providers={providers ?? []} onClose={() => setAssigning(null)} />}
      {handingOver && <HandOver from={of} providers={providers ?? []} onClose={() => setHandingOver(false)} />}
      {adding.request !== undefined && (
        <NewClient providers={providers ?? []} request={adding.request} onClose={adding.close} />
      )}
    </Page>
  );
}

function Filters({ of, shown, providers }: { of: string; shown: string; providers: Named[] }) {
  const { route } = useLocation();
  const filter = (change: Record<string, string>): void => {
    const chosen = Object.entries({ provider: of, show: shown, ...change }).filter(([, value]) => value);
    const address = new URLSearchParams(chosen).toString();
    route(`/admin/clients${address && `?${address}`}`, true);
  };
  return (
    <>
      <Select label="Show" name="show" value={shown} onValue={(show) => filter({ show })} choices={SHOWN} />
      <Select
        label="Assigned to"
        name="provider"
        value={of}
        onValue={(provider) => filter({ provider })}
        choices={choicesOf(providers)}
      />
    </>
  );
}

/** The Admin's way to the messages of all clients, and to a new client. */
function Side({ needsBaa, onAdd }: { needsBaa: boolean; onAdd: () => void }) {
  return (
    <>
      <MessagesLink />
      <button type="button" class="primary" disabled={needsBaa} onClick={onAdd}>
        <Icon path={icons.plus} />
        New client
      </button>
    </>
  );
}

function MessagesLink() {
  return (
    <a class="button" href="/admin/messages">
      Messages
      <TabCount of="/admin/messages" />
    </a>
  );
}

function filterOf(of: string): ClientQuery {
  if (of === NOBODY) return { unassigned: true };
  return of ? { provider: of } : {};
}

function choicesOf(providers: Named[]): { value: string; label: string }[] {
  const fixed = [
    { value: '', label: 'Everybody' },
    { value: NOBODY, label: 'Nobody' },
  ];
  return [...fixed, ...providers.map(({ id, name }) => ({ value: id, label: name }))];
}

function namesOf(row: ClientRow): string {
  return (row.providers ?? []).map((provider) => provider.name).join(', ');
}

function NoClients({ of, shown }: { of: string; shown: string }) {
  if (shown) return <NoneShown shown={shown} />;
  if (of === NOBODY)
    return (
      <Empty icon={icons.checked}>
        <p>There is no client without a provider.</p>
      </Empty>
    );
  return (
    <Empty icon={icons.users}>
      <p>
        {of
          ? 'No client is assigned to this provider.'
          : 'No clients yet. Add the first one, or let your providers add them.'}
      </p>
    </Empty>
  );
}

interface ClientTableProps {
  rows: ClientRow[];
  onAssign: (row: ClientRow) => void;
}

function ClientTable({ rows, onAssign }: ClientTableProps) {
  return (
    <table class="rows clients all-clients" role="table" aria-label="Clients">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">Name</th>
          <th role="columnheader">Account</th>
          <th role="columnheader">Assigned to</th>
          <th role="columnheader" class="right">
            Balance
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <RowArea key={row.id} columns={4}>
            <ClientLine row={row} onAssign={onAssign} />
          </RowArea>
        ))}
      </tbody>
    </table>
  );
}

function ClientLine({ row, onAssign }: { row: ClientRow; onAssign: (row: ClientRow) => void }) {
  return (
    <tr role="row">
      <td role="cell" class="c-client">
        <a class="row-link" href={`/admin/clients/${row.id}`}>
          {row.name}
        </a>
        <AnswerMark client={row.id} />
        {row.preferred_name && <span class="hint">goes by {row.preferred_name}</span>}
      </td>
      <td role="cell" class="c-status">
        <AccountPill state={row.merged ? 'merged' : row.status} />
      </td>
      <td role="cell" class="c-text">
        {namesOf(row) || <span class="nobody">Nobody</span>}{' '}
        <button type="button" class="small" aria-label={`Assign ${row.name}`} onClick={() => onAssign(row)}>
          Assign…
        </button>
      </td>
      <td role="cell" class="c-amount right figures">
        {row.balance && formatMoney(row.balance)}
      </td>
    </tr>
  );
}
