import { useId } from 'preact/hooks';
import { Field, type FieldProps } from './field';

/** Shows a field for an IANA time zone, typed or chosen. */
export function ZoneField(props: FieldProps) {
  const list = useId();
  return (
    <>
      <Field {...props} list={list} autocomplete="off" hint={props.hint ?? 'Such as America/Chicago.'} />
      <datalist id={list}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
