import * as practice from '../api/practice';
import { usePages } from '../api/pages';
import { ShowMore } from '../ui/show-more';
import { Names } from './assign-providers';

interface ServiceProvidersProps {
  assigned: string[];
  onAssigned: (ids: string[]) => void;
}

/** Asks which providers offer a service. */
export function ServiceProviders({ assigned, onAssigned }: ServiceProvidersProps) {
  const list = usePages('colleagues', practice.colleagues);
  const providers = (list.data?.items ?? []).filter((each) => each.roles.includes('provider'));
  return (
    <details class="card fold" open data-field="providers">
      <summary>Assign Providers ({assigned.length})</summary>
      <p class="hint">A client sees only the providers who are assigned to this service and to them.</p>
      <Names
        providers={providers}
        assigned={assigned}
        onName={(id, on) => onAssigned(on ? [...assigned, id].sort() : assigned.filter((each) => each !== id))}
      />
      {list.data && !providers.length && <p class="muted">No providers yet: invite them on the Team page.</p>}
      <ShowMore next={list.data?.next ?? null} more={list.more} />
    </details>
  );
}
