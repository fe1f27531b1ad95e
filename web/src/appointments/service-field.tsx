import { useEffect } from 'preact/hooks';
import { bookableServices } from '../api/booking';
import { useApi } from '../api/resource';
import { me } from '../session/session';
import type { FieldErrors } from '../ui/corrections';
import { Select } from '../ui/select';
import type { BookingInput } from './booking-input';

interface ServiceFieldProps {
  typed: { values: BookingInput; update: (change: Partial<BookingInput>) => void };
  error: FieldErrors;
}

/** Asks for the visit service, where the provider who books offers one; it sets the length. */
export function ServiceField({ typed, error }: ServiceFieldProps) {
  const mine = me.value?.person.id;
  const { data } = useApi('bookable-services', bookableServices);
  const services = (data?.items ?? []).filter((each) => each.providers.some((provider) => provider.id === mine));
  const { service } = typed.values;
  // The last visit's service may be offered no longer; then the form must not hold what it does not show.
  const isGone = !!data && !!service && !services.some((each) => each.id === service);
  useEffect(() => {
    if (isGone) typed.update({ service: '' });
  }, [isGone, typed]);
  if (!services.length) return null;
  const choose = (id: string): void => {
    const service = services.find((each) => each.id === id);
    typed.update({ service: id, ...(service && { minutes: String(service.minutes) }) });
  };
  return (
    <Select
      label="Service"
      name="service"
      value={isGone ? '' : service}
      onValue={choose}
      error={error('service')}
      choices={[
        { value: '', label: 'None' },
        ...services.map((each) => ({ value: each.id, label: `${each.name}, ${each.minutes} min` })),
      ]}
    />
  );
}
