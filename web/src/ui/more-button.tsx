import { useState } from 'preact/hooks';
import { toRefusal, type Refusal } from '../api/api-error';

/** "Show 50 more" under a list, while there is more. */
export function More({ next, more }: { next: string | null; more: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  if (!next) return null;
  const press = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    await more().catch((reason: unknown) => setRefusal(toRefusal(reason)));
    setBusy(false);
  };
  return (
    <div class="more" role="status">
      {refusal && <p class="field-error">{refusal.message}</p>}
      <button type="button" aria-busy={busy} onClick={() => void press()}>
        Show 50 more
      </button>
    </div>
  );
}
