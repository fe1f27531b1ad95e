import * as icons from './icons';
import { Callout } from './page';

interface OtherDraftProps {
  /** What another tab or device stored; empty if the draft ended there. */
  text: string;
  /** How a draft ends, such as "saved or discarded". */
  ended: string;
  /** The words of a new beginning, such as "Begin a new note". */
  anew: string;
  keep: () => void;
  take: () => void;
}

/** Says that another tab or device stored another text, and lets the author choose; nothing is lost before. */
export function OtherDraft({ text, ended, anew, keep, take }: OtherDraftProps) {
  return (
    <div role="alert">
      <Callout tone="amber" icon={icons.alert}>
        {text ? (
          <>
            <p>This draft was changed in another tab or on another device. There it says:</p>
            <blockquote class="other-draft" dir="auto">
              {text}
            </blockquote>
          </>
        ) : (
          <p>This draft was {ended} in another tab or on another device.</p>
        )}
        <p class="actions">
          <button type="button" onClick={keep}>
            Keep my text
          </button>
          <button type="button" onClick={take}>
            {text ? 'Use the other text' : anew}
          </button>
        </p>
      </Callout>
    </div>
  );
}
