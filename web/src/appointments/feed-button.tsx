import { useState } from 'preact/hooks';
import { later } from '../ui/later';

const FeedDialog = later(() => import('./feed-dialog'));

/** Opens the dialog that switches a person's calendar feed on and off. */
export function FeedButton() {
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
