import { useState } from 'preact/hooks';
import { useApi } from '../api/resource';
import type { Client, ClientRow } from '../api/types';
import { Dialog } from '../ui/dialog';
import { Loaded } from '../ui/loaded';
import { mergePreview } from './calls';
import { ChooseProfile } from './choose-profile';
import { CompareProfiles } from './compare-profiles';
import './merging.css';

interface MergeProfileProps {
  client: Client;
  put: (client: Client) => void;
}

/** Lets an Admin merge a profile into another one of the same client. */
export default function MergeProfile({ client, put }: MergeProfileProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="card merge-offer" aria-labelledby="duplicate">
      <h2 id="duplicate">Duplicate</h2>
      <p class="muted">Is this client in your practice twice? Merge this profile into the one that you keep using.</p>
      <div class="card-foot">
        <button type="button" onClick={() => setOpen(true)}>
          Merge into another profile…
        </button>
      </div>
      {isOpen && <MergeDialog client={client} put={put} onClose={() => setOpen(false)} />}
    </section>
  );
}

function MergeDialog({ client, put, onClose }: MergeProfileProps & { onClose: () => void }) {
  const [other, setOther] = useState<ClientRow | null>(null);
  return (
    <Dialog title={`Merge ${client.legal_name}`} onClose={onClose}>
      {other ? (
        <Comparison client={client} other={other} put={put} onBack={() => setOther(null)} onClose={onClose} />
      ) : (
        <ChooseProfile client={client} onChosen={setOther} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface ComparisonProps extends MergeProfileProps {
  other: ClientRow;
  onBack: () => void;
  onClose: () => void;
}

function Comparison({ client, other, put, onBack, onClose }: ComparisonProps) {
  const preview = useApi(`merge:${client.id}:${client.version}:${other.id}`, () => mergePreview(client.id, other.id));
  return (
    <>
      <Loaded of={preview} lines={6}>
        {(both) => <CompareProfiles preview={both} put={put} onBack={onBack} onClose={onClose} />}
      </Loaded>
      {!preview.data && (
        <div class="dialog-foot">
          <button type="button" onClick={onBack}>
            Back
          </button>
        </div>
      )}
    </>
  );
}
