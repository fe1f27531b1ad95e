import { useId } from 'preact/hooks';
import { useApi } from '../api/resource';
import { timeZones } from '../api/time-zones';
import { Field, type FieldProps } from './field';

/** Shows a field for an IANA time zone, typed or chosen. */
export function ZoneField(props: FieldProps) {
  const list = useId();
  // Without the list, a name can still be typed.
  const names = useApi('time-zones', timeZones).data?.items ?? [];
  return (
    <>
      <Field {...props} list={list} autocomplete="off" hint={props.hint ?? 'Such as America/Chicago.'} />
      <datalist id={list}>
        {names.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
