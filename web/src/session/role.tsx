import { useLocation } from 'preact-iso';
import { toApiError } from '../api/api-error';
import type { Me, Role } from '../api/types';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Page } from '../ui/page';
import { toastProblem } from '../ui/toast';
import { HOME_PATHS, homeOf, me, requestedRole, roleElsewhere, switchRole } from './session';
import { actBesideVisit } from './visit-warning';

export const ROLE_WORDS: Record<Role, string> = { admin: 'Admin', provider: 'Provider', client: 'Client' };

/** Switches the role; if a visit is open in a tab of this browser, it asks first. */
export function changeRole(role: Role, then: () => void = () => undefined): void {
  void actBesideVisit({
    text: `A visit is open in another tab. It goes on there in the role in which you joined it, while you work here as ${ROLE_WORDS[role]}.`,
    verb: `Switch to ${ROLE_WORDS[role]}`,
    keep: 'Cancel',
    act: () => void switchRole(role).then(then, (reason: unknown) => toastProblem(toApiError(reason).message)),
  });
}

/** Switches between the user's roles; nothing for one role. */
export function RoleSwitch({ who }: { who: Me }) {
  const { route } = useLocation();
  const current = requestedRole.value ?? who.role;
  if (who.roles.length < 2) return null;
  const change = (role: Role): void => {
    if (role !== current) changeRole(role, () => route(me.value ? homeOf(me.value) : HOME_PATHS[role]));
  };
  return (
    <div class="segments" role="group" aria-label={`Role: you are ${ROLE_WORDS[who.role]} now`}>
      {who.roles.map((role) => (
        <button key={role} type="button" data-leaves aria-pressed={role === current} onClick={() => change(role)}>
          {ROLE_WORDS[role]}
        </button>
      ))}
    </div>
  );
}

/** Says that another tab switched the role; what is typed here stays. */
export function RoleNotice({ who }: { who: Me }) {
  const worn = roleElsewhere.value;
  const { route } = useLocation();
  if (!worn) return null;
  return (
    <div class="banner" role="alert">
      <Icon path={icons.alert} />
      <p>
        You switched to your {ROLE_WORDS[worn]} role in another tab. This page belongs to your {ROLE_WORDS[who.role]}{' '}
        role.
      </p>
      <button type="button" onClick={() => changeRole(who.role)}>
        Switch back to {ROLE_WORDS[who.role]}
      </button>
      <button type="button" class="ghost" onClick={() => changeRole(worn, () => route(HOME_PATHS[worn]))}>
        Go on as {ROLE_WORDS[worn]}
      </button>
    </div>
  );
}

/** Shows that a page needs a role that the user has not switched to, or does not have. */
export function WrongRole({ who, needs }: { who: Me; needs: Role }) {
  const has = who.roles.includes(needs);
  return (
    <Page title={`This page needs the ${ROLE_WORDS[needs]} role`} narrow>
      {has ? (
        <>
          <p class="lead">You are in your {ROLE_WORDS[who.role]} role now.</p>
          <button type="button" class="primary" onClick={() => changeRole(needs)}>
            Switch to {ROLE_WORDS[needs]}
          </button>
        </>
      ) : (
        <p class="lead">
          Your account has no {ROLE_WORDS[needs]} role. Ask an Admin of your practice, or go back to{' '}
          <a href={HOME_PATHS[who.role]}>your pages</a>.
        </p>
      )}
    </Page>
  );
}
