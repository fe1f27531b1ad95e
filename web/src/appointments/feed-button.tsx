import { useState } from 'preact/hooks';
import { FeedDialog } from './feed-dialog';

/** Opens the dialog that switches a person's calendar feed on and off. */
export default function FeedButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setIsOpen(true)}>
        Calendar feed
      </button>
      {isOpen && <FeedDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}
