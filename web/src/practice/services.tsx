import * as practice from '../api/practice';
import type { Service } from '../api/types';
import { useApi } from '../api/resource';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { OnOff } from './on-off';

export default function Services() {
  const list = useApi('services', practice.services);
  return (
    <Page title="Services">
      <Loaded of={list}>
        {(page) => (
          <ul class="stack form-width">
            {page.items.map((service) => (
              <li key={service.id} class="card">
                <Row service={service} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
}

function Row({ service }: { service: Service }) {
  const assigned = service.providers.filter((provider) => provider.assigned).length;
  return (
    <div class="entry-row">
      <div>
        <h2 class="entry-title">
          {service.name} <OnOff on={service.enabled} />
        </h2>
        <p class="muted">{service.description}</p>
        <p class="hint">
          {assigned} of {service.providers.length} providers assigned
        </p>
      </div>
      <a class="button" href={`/admin/services/${service.id}`}>
        Edit Service<span class="unseen"> {service.name}</span>
      </a>
    </div>
  );
}
