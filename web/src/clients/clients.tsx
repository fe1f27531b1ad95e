import { useLocation } from 'preact-iso';
import { RowArea } from '../ui/area';
import type { ClientRow } from '../api/types';
import { formatMoney } from '../kernel/money';
import { me } from '../session/session';
import { AccountPill } from '../ui/account-pill';
import { AnswerMark } from '../ui/answer-mark';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Select } from '../ui/select';
import { ShowMore } from '../ui/show-more';
import { SearchedList, Toolbar } from '../ui/toolbar';
import { later } from '../ui/later';
import { Loaded } from '../ui/loaded';
import { Callout, Empty, Page } from '../ui/page';
import { useAddingClient } from './adding-client';
import { SHOWN, useClientRows } from './client-rows';
import { NoneShown, OrderHint } from './none-shown';

const NewClient = later(() => import('./new-client'));

export default function Clients() {
  const { query, route } = useLocation();
  const shown = query['show'] ?? '';
  const { list, rows, words, search, isSearched } = useClientRows('clients', shown);
  const adding = useAddingClient();
  const needsBaa = me.value?.practice.baa_accepted === false;
  return (
    <Page title="Clients" side={<AddButton disabled={needsBaa} onAdd={adding.open} />}>
      {needsBaa && (
        <Callout tone="amber" icon={icons.alert}>
          Clients can be added once an Admin of your practice has accepted the Business Associate Agreement.
        </Callout>
      )}
      <Toolbar of="clients" search={{ ...search, words }} hits={rows.length}>
        <Select
          label="Show"
          name="show"
          value={shown}
          onValue={(show) => route(`/provider/clients${show && `?show=${show}`}`, true)}
          choices={SHOWN}
        />
      </Toolbar>
      <Loaded of={list} lines={8}>
        {(page) =>
          page.items.length || page.next || isSearched ? (
            <>
              <OrderHint isLong={page.next !== null && !isSearched} />
              <SearchedList search={search} hits={rows.length}>
                {rows.length > 0 && <ClientTable rows={rows} />}
              </SearchedList>
              <ShowMore next={page.next} more={list.more} />
            </>
          ) : shown ? (
            <NoneShown shown={shown} />
          ) : (
            <Empty icon={icons.users}>
              <p>No clients yet. Add the first one; you choose whether to invite them right away.</p>
            </Empty>
          )
        }
      </Loaded>
      {adding.request !== undefined && <NewClient request={adding.request} onClose={adding.close} />}
    </Page>
  );
}

function AddButton({ disabled, onAdd }: { disabled: boolean; onAdd: () => void }) {
  return (
    <button type="button" class="primary" disabled={disabled} onClick={onAdd}>
      <Icon path={icons.plus} />
      New client
    </button>
  );
}

function unpaidWords({ unpaid }: ClientRow): string {
  if (unpaid === null) return '';
  return unpaid ? `${unpaid} unpaid` : 'None unpaid';
}

function ClientTable({ rows }: { rows: ClientRow[] }) {
  return (
    <table class="rows clients" role="table" aria-label="Clients">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">Name</th>
          <th role="columnheader">Account</th>
          <th role="columnheader">Invoices</th>
          <th role="columnheader" class="right">
            Balance
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <RowArea key={row.id} columns={4}>
            <ClientLine row={row} />
          </RowArea>
        ))}
      </tbody>
    </table>
  );
}

function ClientLine({ row }: { row: ClientRow }) {
  return (
    <tr role="row">
      <td role="cell" class="c-client">
        <a class="row-link" href={`/provider/clients/${row.id}`}>
          {row.name}
        </a>
        <AnswerMark client={row.id} />
        {row.preferred_name && <span class="hint">goes by {row.preferred_name}</span>}
      </td>
      <td role="cell" class="c-status">
        <AccountPill state={row.merged ? 'merged' : row.status} />
      </td>
      <td role="cell" class="c-text">
        {unpaidWords(row)}
      </td>
      <td role="cell" class="c-amount right figures">
        {row.balance && formatMoney(row.balance)}
      </td>
    </tr>
  );
}
