import { useEffect } from 'preact/hooks';
import { bookableServices, type BookableService, type Location } from '../api/booking';
import { useApi } from '../api/resource';
import { me } from '../session/session';
import type { FieldErrors } from '../ui/corrections';
import { Select } from '../ui/select';
import { bookedFor, type BookingInput } from './booking-input';
import { LOCATIONS } from '../practice/location-mark';

interface ServiceFieldProps {
  typed: { values: BookingInput; update: (change: Partial<BookingInput>) => void };
  error: FieldErrors;
}

// The service that each person booked last, by their id, until the page is closed.
const last = new Map<string, string>();

export function rememberService(service: string): void {
  last.set(me.value?.person.id ?? '', service);
}

/** Returns the services that a provider offers; undefined while they are loading. `provider`: the reader if absent. */
export function useServices(
  provider = me.value?.role === 'provider' ? me.value.person.id : '',
): BookableService[] | undefined {
  const { data } = useApi('bookable-services', bookableServices);
  return data?.items.filter((each) => each.providers.some((one) => one.id === provider));
}

/** Returns the service to suggest: the one that was booked last, or the only one. */
export function usualService(services: BookableService[] | undefined): BookableService | undefined {
  const id = last.get(me.value?.person.id ?? '');
  if (id !== undefined) return services?.find((each) => each.id === id);
  return services?.length === 1 ? services[0] : undefined;
}

/** Asks for the visit service, where the provider offers one; it sets the length and where the visit takes place. */
export function ServiceField({ typed, error }: ServiceFieldProps) {
  const services = useServices(bookedFor(typed.values));
  const { service } = typed.values;
  // The last visit's service may be offered no longer; then the form must not hold what it does not show.
  const isGone = !!services && !!service && !services.some((each) => each.id === service);
  useEffect(() => {
    if (isGone) typed.update({ service: '' });
  }, [isGone, typed]);
  if (!services) return null;
  const choose = (id: string): void => {
    const chosen = services.find((each) => each.id === id);
    typed.update({ service: id, ...(chosen && { minutes: String(chosen.minutes), location: chosen.location }) });
  };
  return (
    <>
      {services.length > 0 && (
        <Select
          label="Service"
          name="service"
          value={isGone ? '' : service}
          onValue={choose}
          error={error('service')}
          choices={[
            { value: '', label: 'None' },
            ...services.map((each) => ({ value: each.id, label: labelOf(each) })),
          ]}
        />
      )}
      {(!service || isGone) && (
        <Select
          label="Where it takes place"
          name="location"
          value={typed.values.location}
          onValue={(location) => typed.update({ location: location as Location })}
          error={error('location')}
          choices={Object.entries(LOCATIONS).map(([value, { word }]) => ({ value, label: word }))}
        />
      )}
    </>
  );
}

/** Names a service with its length and, where it is not by video, where it takes place. */
function labelOf({ name, minutes, location }: BookableService): string {
  return `${name}, ${minutes} min${location === 'video' ? '' : `, ${LOCATIONS[location].word}`}`;
}
