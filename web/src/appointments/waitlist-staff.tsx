import { useApi } from '../api/resource';
import * as waitlistApi from '../api/waitlist';
import { LoadError } from '../ui/load-states';
import { StaffWaits } from './waitlist-rows';
import './waitlist.css';

/** Shows a provider who waits for them and since when; nothing if nobody waits. */
export default function Waitlist() {
  const list = useApi('waitlist', () => waitlistApi.waits());
  const waits = list.data?.items ?? [];
  if (!list.data && list.error) return <LoadError error={list.error} retry={list.reload} />;
  if (!waits.length) return null;
  return (
    <section class="card waitlist" aria-labelledby="waitlist">
      <h2 id="waitlist">Waitlist</h2>
      <StaffWaits of={waits} />
    </section>
  );
}
