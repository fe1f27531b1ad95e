import * as booking from '../api/booking';
import type { WorkingHours } from '../api/booking';
import { withFresh } from '../api/conflict';
import { invalidate, useApi } from '../api/resource';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import type { FieldErrors } from '../ui/corrections';
import { checkFields, Form, useSubmit } from '../ui/form';
import { useLeaveWarning } from '../ui/leave-warning';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { SettingsGroup } from '../ui/settings-group';
import { toast } from '../ui/toast';
import { ZoneField } from '../ui/zone-field';
import { ExceptionList, TimeOffList } from './days-off';
import { overlapError, rangeError } from './time-ranges';
import { WeeklyHours } from './weekly-hours';
import './calendar.css';

type HoursInput = Omit<WorkingHours, 'version'>;

/** Shows a provider's own hours, in which clients may book. */
export default function WorkingHoursPage() {
  const id = me.value?.person.id ?? '';
  const resource = useApi(`hours:${id}`, () => booking.workingHours(id));
  return (
    <Page title="Working hours" back={{ href: '/provider/calendar', label: 'Calendar' }}>
      <Loaded of={resource} lines={10}>
        {(hours) => <HoursForm provider={id} hours={hours} put={resource.put} />}
      </Loaded>
    </Page>
  );
}

interface HoursFormProps {
  provider: string;
  hours: WorkingHours;
  put: (hours: WorkingHours) => void;
}

export function HoursForm({ provider, hours, put }: HoursFormProps) {
  const submit = useSubmit();
  const { version, ...stored } = hours;
  const typed = useDraft<HoursInput>(`hours:${provider}`, {
    ...stored,
    zone: stored.zone || (me.value?.practice.zone ?? 'UTC'),
  });
  const { values, update } = typed;
  const isChanged = Object.keys(typed.edits).length > 0;
  const leaveDialog = useLeaveWarning(isChanged);
  const save = async (): Promise<void> => {
    checkFields(errorsOf(values));
    put(await booking.saveWorkingHours(provider, { ...values, version }).catch(withFresh(put)));
    typed.clear();
    invalidate('appointments:week', 'availability');
    toast('Working hours saved.');
  };
  return (
    <Form submit={submit} onSend={save}>
      <HoursGroups provider={provider} values={values} update={update} error={submit.error} />
      <div class="sticky-foot">
        <button type="button" disabled={!isChanged} onClick={typed.clear}>
          Undo changes
        </button>
        <button class="primary" aria-busy={submit.busy} disabled={!isChanged && !submit.busy}>
          Save
        </button>
      </div>
      {leaveDialog}
    </Form>
  );
}

interface HoursGroupsProps {
  provider: string;
  values: HoursInput;
  update: (change: Partial<HoursInput>) => void;
  error: FieldErrors;
}

function HoursGroups({ provider, values, update, error }: HoursGroupsProps) {
  const whose = { provider, zone: values.zone };
  return (
    <>
      <SettingsGroup title="Weekly hours" lead="When clients may book you. What is booked already stays.">
        <WeeklyHours weekly={values.weekly} onWeekly={(weekly) => update({ weekly })} error={error} />
        <ZoneField
          label="Time zone"
          name="zone"
          hint="Your hours are in this time zone."
          value={values.zone}
          onValue={(zone) => update({ zone })}
          error={error('zone')}
        />
      </SettingsGroup>
      <SettingsGroup title="Time off" lead="Days on which nobody can book you, such as a vacation.">
        <TimeOffList
          whose={whose}
          timeOff={values.time_off}
          onTimeOff={(timeOff) => update({ time_off: timeOff })}
          error={error}
        />
      </SettingsGroup>
      <SettingsGroup title="Other days" lead="Single days with other hours, or none.">
        <ExceptionList
          whose={whose}
          exceptions={values.exceptions}
          onExceptions={(exceptions) => update({ exceptions })}
          error={error}
        />
      </SettingsGroup>
    </>
  );
}

/** Returns a sentence for each part that cannot be taken. */
export function errorsOf({ weekly, exceptions, time_off }: HoursInput): Record<string, string | undefined> {
  const ofWeek = weekly.map((part, n): [string, string | undefined] => {
    const sameDay = weekly.filter((each) => each.weekday === part.weekday);
    return [`weekly.${n}`, rangeError(part) ?? overlapError(part, sameDay)];
  });
  const ofDays = exceptions.flatMap(({ hours }, n) =>
    hours.map((part, m): [string, string | undefined] => [
      `exceptions.${n}.hours.${m}`,
      rangeError(part) ?? overlapError(part, hours),
    ]),
  );
  const ofTimeOff = time_off.map(({ from, to }, n): [string, string | undefined] => [
    `time_off.${n}.to`,
    from <= to ? undefined : 'The last day must not be before the first.',
  ]);
  return Object.fromEntries([...ofWeek, ...ofDays, ...ofTimeOff]);
}
