import { useState } from 'preact/hooks';
import { toApiError, type ApiError } from '../api/api-error';

interface ShowMoreProps {
  next: string | null;
  more: () => Promise<void>;
  label?: string;
}

/** Shows the button under a list that has another page. */
export function ShowMore({ next, more, label = 'Show 50 more' }: ShowMoreProps) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  if (!next) return null;
  const press = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    await more().catch((reason: unknown) => setRefusal(toApiError(reason)));
    setBusy(false);
  };
  return (
    <div class="more" role="status">
      {refusal && <p class="field-error">{refusal.message}</p>}
      <button type="button" aria-busy={busy} onClick={() => void press()}>
        {label}
      </button>
    </div>
  );
}
