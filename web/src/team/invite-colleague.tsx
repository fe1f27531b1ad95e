import { useRef } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import * as practice from '../api/practice';
import type { StaffRole } from '../api/types';
import { bindField } from '../ui/bind-field';
import { invalidate } from '../api/resource';
import { useDraft } from '../session/drafts';
import { ROLE_WORDS } from '../session/role';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { checkFields, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';

const HINTS: [StaffRole, string][] = [
  ['admin', 'Settings, team, services and every invoice.'],
  ['provider', 'Clients assigned to them, and invoices if assigned to Client Billing.'],
];

export function InviteColleague({ onClose }: { onClose: () => void }) {
  const key = useRef(newIdempotencyKey());
  const submit = useSubmit();
  const typed = useDraft('invite-colleague', { name: '', email: '', roles: ['provider'] as StaffRole[] });
  const on = bindField(typed, submit.error);
  const { name, email, roles } = typed.values;
  const send = async (): Promise<void> => {
    checkFields({
      name: name.trim() ? undefined : 'Enter a name.',
      email: /.@./.test(email) ? undefined : 'Enter an e-mail address.',
      roles: roles.length ? undefined : 'Choose at least one role.',
    });
    await practice.inviteColleague({ name: name.trim(), email: email.trim(), roles }, key.current);
    typed.clear();
    invalidate('colleagues', 'service');
    toast('Invitation sent.');
    onClose();
  };
  const set = (role: StaffRole, on: boolean): void =>
    typed.update({ roles: on ? [...roles, role] : roles.filter((each) => each !== role) });
  return (
    <ConfirmDialog title="Invite a colleague" verb="Send invitation" submit={submit} onSend={send} onClose={onClose}>
      <Field label="Name" autocomplete="off" {...on('name')} />
      <Field
        label="E-mail"
        type="email"
        autocomplete="off"
        autocapitalize="none"
        hint="They choose their own password and second factor at the first sign-in."
        {...on('email')}
      />
      <Roles roles={roles} onRole={set} error={submit.error('roles')} />
    </ConfirmDialog>
  );
}

interface RolesProps {
  roles: StaffRole[];
  onRole: (role: StaffRole, on: boolean) => void;
  error: string | undefined;
}

function Roles({ roles, onRole, error }: RolesProps) {
  return (
    <fieldset data-field="roles">
      <legend>Roles</legend>
      {HINTS.map(([role, hint]) => (
        <label class="check" key={role}>
          <input
            type="checkbox"
            checked={roles.includes(role)}
            onChange={(event) => onRole(role, event.currentTarget.checked)}
          />
          <span>
            {ROLE_WORDS[role]}
            <span class="hint">{hint}</span>
          </span>
        </label>
      ))}
      {error && <p class="field-error">{error}</p>}
    </fieldset>
  );
}
