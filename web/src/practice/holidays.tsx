import type { ComponentChildren } from 'preact';
import * as booking from '../api/booking';
import type { Holidays as Facts } from '../api/booking';
import { withFresh } from '../api/conflict';
import { invalidate, useApi } from '../api/resource';
import { today } from '../kernel/dates';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import type { FieldErrors } from '../ui/corrections';
import { DayField } from '../ui/day-field';
import { Field } from '../ui/field';
import { checkFields, Form, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { toast } from '../ui/toast';

interface HolidaysProps {
  /** Shows what is booked on a day. */
  bookedOn: ((day: string) => ComponentChildren) | undefined;
}

export function Holidays({ bookedOn }: HolidaysProps) {
  const resource = useApi('holidays', booking.holidays);
  return (
    <Loaded of={resource} lines={3}>
      {(facts) => <HolidaysForm facts={facts} put={resource.put} bookedOn={bookedOn} />}
    </Loaded>
  );
}

function HolidaysForm({ facts, put, bookedOn }: HolidaysProps & { facts: Facts; put: (facts: Facts) => void }) {
  const submit = useSubmit();
  const typed = useDraft('holidays', { items: facts.items });
  const { items } = typed.values;
  const set = (next: Facts['items']): void => typed.update({ items: next });
  const save = async (): Promise<void> => {
    checkFields(Object.fromEntries(items.map((each, n) => [`items.${n}.name`, errorOf(each)])));
    put(await booking.saveHolidays({ items, version: facts.version }).catch(withFresh(put)));
    typed.clear();
    invalidate('availability', 'appointments:week');
    toast('Holidays saved.');
  };
  const day = today(me.value?.practice.zone ?? 'UTC');
  return (
    <Form submit={submit} onSend={save}>
      <ul class="entries">
        {items.map((each, n) => (
          <li key={n}>
            <HolidayRow
              of={each}
              bookedOn={bookedOn}
              place={n}
              onChange={(change) => set(items.map((one, m) => (m === n ? { ...one, ...change } : one)))}
              onRemove={() => set(items.filter((_, m) => m !== n))}
              error={submit.error}
            />
          </li>
        ))}
      </ul>
      <button type="button" class="small" onClick={() => set([...items, { day, name: '' }])}>
        <Icon path={icons.plus} />
        Add a day
      </button>
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save holidays
        </button>
      </div>
    </Form>
  );
}

type Holiday = Facts['items'][number];

function errorOf({ day, name }: Holiday): string | undefined {
  return name.trim() && day ? undefined : 'Write the day and its name, such as Thanksgiving.';
}

interface HolidayRowProps extends HolidaysProps {
  of: Holiday;
  place: number;
  onChange: (change: Partial<Holiday>) => void;
  onRemove: () => void;
  error: FieldErrors;
}

function HolidayRow({ of: { day, name }, bookedOn, place, onChange, onRemove, error }: HolidayRowProps) {
  return (
    <>
      <div class="entry-row">
        <div class="pair">
          <DayField
            label="Day"
            name={`items.${place}.day`}
            value={day}
            onValue={(value) => onChange({ day: value })}
            error={error(`items.${place}.day`)}
          />
          <Field
            label="Name"
            name={`items.${place}.name`}
            autocomplete="off"
            value={name}
            onValue={(value) => onChange({ name: value })}
            error={error(`items.${place}.name`)}
          />
        </div>
        <button type="button" class="ghost small" onClick={onRemove}>
          Remove<span class="unseen"> {name || day}</span>
        </button>
      </div>
      {bookedOn?.(day)}
    </>
  );
}
