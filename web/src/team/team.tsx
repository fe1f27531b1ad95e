import { useState } from 'preact/hooks';
import * as practice from '../api/practice';
import type { Colleague } from '../api/types';
import { usePages } from '../api/pages';
import { ROLE_WORDS } from '../session/role';
import { AccountPill } from '../ui/account-pill';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { ShowMore } from '../ui/show-more';
import { Page } from '../ui/page';
import { useSearch } from '../ui/search';
import { SearchedList, Toolbar } from '../ui/toolbar';
import { ColleagueInvitation } from './colleague-invitation';
import { InviteColleague } from './invite-colleague';

export default function Team() {
  const list = usePages('colleagues', practice.colleagues);
  const [inviting, setInviting] = useState(false);
  const search = useSearch('colleagues', list);
  const people = (list.data?.items ?? []).filter((each) => search.fits(each.name, each.email, roleWords(each)));
  const invite = (
    <button type="button" class="primary" onClick={() => setInviting(true)}>
      <Icon path={icons.plus} />
      Invite
    </button>
  );
  return (
    <Page title="Team" side={invite}>
      <Toolbar of="colleagues" search={search} hits={people.length} />
      <Loaded of={list} lines={6}>
        {(page) => (
          <>
            <SearchedList search={search} hits={people.length}>
              <TeamTable people={people} />
            </SearchedList>
            <ShowMore next={page.next} more={list.more} />
          </>
        )}
      </Loaded>
      {inviting && <InviteColleague onClose={() => setInviting(false)} />}
    </Page>
  );
}

function roleWords({ roles }: Colleague): string {
  return roles.map((role) => ROLE_WORDS[role]).join(', ');
}

function TeamTable({ people }: { people: Colleague[] }) {
  return (
    <table class="rows team" role="table" aria-label="Team">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">Name</th>
          <th role="columnheader">E-mail</th>
          <th role="columnheader">Roles</th>
          <th role="columnheader">Account</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {people.map((person) => (
          <tr role="row" key={person.id}>
            <td role="cell" class="c-client">
              {person.name}
            </td>
            <td role="cell" class="c-text">
              <span class="unspaced">{person.email}</span>
            </td>
            <td role="cell" class="c-date">
              {roleWords(person)}
            </td>
            <td role="cell" class="c-status">
              <AccountPill state={person.status} />
              {person.status === 'invited' && <ColleagueInvitation colleague={person} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
