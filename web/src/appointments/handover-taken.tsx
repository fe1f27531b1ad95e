import type { TakeOver, Choice } from './handover-state';
import { freeWords } from './taken-time';

interface TakenProps {
  of: TakeOver;
  onChoose: (choice: Choice) => void;
}

/** Says why a visit did not move, and offers other times if the time is taken. */
export function Taken({ of, onChoose }: TakenProps) {
  if (of.state !== 'failed') return null;
  const { free, problem, visit } = of;
  return (
    <div role="alert">
      <p class="field-error">{free ? 'The new provider has another visit at this time.' : problem}</p>
      {free && (
        <div class="free-times">
          {free.slice(0, 3).map((each) => (
            <button
              key={each.starts_at}
              type="button"
              class="small"
              onClick={() => onChoose({ starts_at: each.starts_at })}
            >
              {freeWords(each, visit.zone)}
            </button>
          ))}
          <button type="button" class="ghost small" onClick={() => onChoose({ allow_overlap: true })}>
            Book both at once<span class="unseen"> for {visit.client.name}</span>
          </button>
        </div>
      )}
    </div>
  );
}
