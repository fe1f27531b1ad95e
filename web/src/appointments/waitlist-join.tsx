import { useRef, useState } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import { bookableServices } from '../api/booking';
import { newIdempotencyKey } from '../api/client';
import { invalidate, useApi } from '../api/resource';
import type { Named } from '../api/types';
import * as waitlistApi from '../api/waitlist';
import type { DayPart } from '../api/waitlist';
import { serverNow } from '../kernel/server-clock';
import { localZone } from '../kernel/time-zones';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { DayField } from '../ui/day-field';
import { checkFields, useSubmit } from '../ui/form';
import { Select } from '../ui/select';
import { toast } from '../ui/toast';
import { dayAhead, instantWords, PARTS, WEEKDAYS } from './waitlist-words';

const WEEKS_AHEAD = 6;

/** Asks for which visit, and at which times, the client wants to be told of a free time. */
export function JoinDialog({ onClose }: { onClose: () => void }) {
  const submit = useSubmit();
  const key = useRef(newIdempotencyKey());
  const services = useApi('bookable-services', bookableServices).data?.items ?? [];
  const [chosen, setChosen] = useState('');
  const [until, setUntil] = useState(dayAhead(WEEKS_AHEAD * 7));
  const [parts, setParts] = useState<DayPart[]>([]);
  const [weekdays, setWeekdays] = useState<number[]>([]);
  const [people, setPeople] = useState<string[]>([]);
  const [replaces, setReplaces] = useState('');
  const service = chosen || (services.length === 1 ? services[0]?.id : '');
  const providers = services.find((each) => each.id === service)?.providers ?? [];
  const send = async (): Promise<void> => {
    checkFields({ service: service ? undefined : 'Choose a visit.' });
    const body = { service: service ?? '', until, parts, weekdays, zone: localZone(), provider_ids: people };
    await waitlistApi.join({ ...body, ...(replaces && { replaces }) }, key.current);
    toast('You are on the waitlist.');
    invalidate('waitlist');
    onClose();
  };
  return (
    <ConfirmDialog title="Ask for an earlier time" verb="Join waitlist" {...{ submit, onClose }} onSend={send}>
      <Select
        label="Visit"
        name="service"
        value={service ?? ''}
        onValue={(id) => {
          setChosen(id);
          setPeople([]);
        }}
        error={submit.error('service')}
        choices={[
          { value: '', label: services.length ? 'Choose' : 'No visit can be booked online' },
          ...services.map((each) => ({ value: each.id, label: `${each.name}, ${each.minutes} min` })),
        ]}
      />
      <ProviderTicks of={providers} {...ticks(people, setPeople)} />
      <Ticks
        label="Days"
        hint="None ticked: any day"
        all={WEEKDAYS.map((words, n) => [n, words])}
        {...ticks(weekdays, setWeekdays)}
      />
      <Ticks label="Times of day" hint="None ticked: any time" all={PARTS} {...ticks(parts, setParts)} />
      <DayField label="Until" name="until" value={until} onValue={setUntil} error={submit.error('until')} />
      <ReplacesField value={replaces} onValue={setReplaces} error={submit.error('replaces')} />
    </ConfirmDialog>
  );
}

/** Asks which providers the client wishes, where there are several. */
function ProviderTicks({ of, ...ticked }: { of: Named[] } & ReturnType<typeof ticks<string>>) {
  if (of.length < 2) return null;
  const all = of.map((each) => [each.id, each.name] as const);
  return <Ticks label="Providers" hint="None ticked: anyone" all={all} {...ticked} />;
}

interface ReplacesProps {
  value: string;
  onValue: (value: string) => void;
  error: string | undefined;
}

/** Asks which appointment is given up for an earlier one, where there are any. */
function ReplacesField(props: ReplacesProps) {
  const from = useRef(new Date(serverNow()).toISOString()).current;
  const ahead = useApi('appointments:replaceable', () => appointmentsApi.appointments({ from })).data?.items ?? [];
  const own = ahead.filter((each) => each.actions.includes('cancel'));
  if (!own.length) return null;
  const choices = [
    { value: '', label: 'None' },
    ...own.map((each) => ({ value: each.id, label: instantWords(each.starts_at) })),
  ];
  return <Select label="Instead of my appointment" name="replaces" {...props} choices={choices} />;
}

interface TicksProps<T> {
  label: string;
  hint: string;
  all: readonly (readonly [T, string])[];
  values: T[];
  onTick: (value: T) => void;
}

function Ticks<T extends string | number>({ label, hint, all, values, onTick }: TicksProps<T>) {
  return (
    <fieldset class="wishes">
      <legend>
        {label} <span class="hint">{hint}</span>
      </legend>
      <div>
        {all.map(([value, words]) => (
          <label key={value}>
            <input type="checkbox" checked={values.includes(value)} onChange={() => onTick(value)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function ticks<T>(values: T[], put: (values: T[]) => void) {
  const onTick = (value: T): void =>
    put(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  return { values, onTick };
}
