import { Page } from '../ui/page';
import { NoticePermissions } from './notice-permissions';
import { ROLE_WORDS } from './role';
import { me } from './session';
import { askAndSignOut } from './visit-warning';

export default function Account() {
  const who = me.value;
  if (!who) return null;
  return (
    <Page title="My Account" narrow>
      <section class="card" aria-label="Profile">
        <dl class="facts">
          <div>
            <dt>Name</dt>
            <dd>{who.person.name}</dd>
          </div>
          <div>
            <dt>E-mail</dt>
            <dd>{who.person.email}</dd>
          </div>
          <div>
            <dt>Practice</dt>
            <dd>{who.practice.name}</dd>
          </div>
          <div>
            <dt>Roles</dt>
            <dd>{who.roles.map((role) => ROLE_WORDS[role]).join(', ')}</dd>
          </div>
        </dl>
        <div class="card-foot">
          <a class="button" href="/account/devices">
            Test Audio / Video
          </a>
          <button type="button" onClick={askAndSignOut}>
            Sign out
          </button>
        </div>
      </section>
      {who.role === 'client' && who.client_id && <NoticePermissions client={who.client_id} />}
    </Page>
  );
}
