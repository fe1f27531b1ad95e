import { withFresh } from '../api/conflict';
import * as practice from '../api/practice';
import { useApi } from '../api/resource';
import { usePages } from '../api/pages';
import { Names } from './assign-providers';
import { me } from '../session/session';
import { CopyField } from '../ui/copy-field';
import { useEdits } from '../ui/edits';
import { Form, useSubmit } from '../ui/form';
import { Loaded } from '../ui/loaded';
import { ShowMore } from '../ui/show-more';
import { toast } from '../ui/toast';
import { chooseReceivers, receivers, type ContactReceivers } from '../api/contact';

/** Chooses who receives what newcomers write; nobody closes the public page. */
export default function Receivers() {
  const resource = useApi('contact-receivers', receivers);
  return (
    <Loaded of={resource} lines={4}>
      {(stored) => <ReceiversForm stored={stored} put={resource.put} />}
    </Loaded>
  );
}

function ReceiversForm({ stored, put }: { stored: ContactReceivers; put: (stored: ContactReceivers) => void }) {
  const submit = useSubmit();
  const team = usePages('contact-colleagues', practice.colleagues);
  const typed = useEdits({ chosen: stored.person_ids });
  const { chosen } = typed.values;
  const save = async (): Promise<void> => {
    put(await chooseReceivers(chosen, stored.version).catch(withFresh(put)));
    typed.clear();
    toast('Contact Us saved.');
  };
  const set = (id: string, on: boolean): void =>
    typed.update({ chosen: on ? [...chosen, id].sort() : chosen.filter((each) => each !== id) });
  return (
    <Form submit={submit} onSend={save}>
      <p class={stored.person_ids.length ? 'hint' : undefined}>
        {stored.person_ids.length
          ? 'Your page is open. Those who are chosen get a mail that names nobody, and Admins see all messages.'
          : 'Your page is closed until somebody is chosen.'}
      </p>
      <fieldset data-field="person_ids">
        <legend>Who receives Contact Us</legend>
        <Names providers={team.data?.items ?? []} assigned={chosen} onName={set} />
        <ShowMore next={team.data?.next ?? null} more={team.more} />
      </fieldset>
      <CopyField label="Address of the page" value={`${location.origin}/contact/${me.value?.practice.id ?? ''}`} />
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save
        </button>
      </div>
    </Form>
  );
}
