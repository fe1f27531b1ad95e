import { useState } from 'preact/hooks';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { later } from '../ui/later';
import { Menu } from '../ui/menu';

const FeedDialog = later(() => import('../appointments/feed-dialog'));

/** Shows what a provider needs beside their calendar, but seldom. */
export function CalendarMenu() {
  const [isFeedOpen, setFeedOpen] = useState(false);
  return (
    <>
      <Menu label={<Icon path={icons.more} />} name="More" class="square">
        <a href="/provider/hours">Working hours</a>
        {/* The dialog is outside of the menu, which is hidden by then. */}
        <button type="button" onClick={() => setFeedOpen(true)}>
          Calendar feed
        </button>
      </Menu>
      {isFeedOpen && <FeedDialog onClose={() => setFeedOpen(false)} />}
    </>
  );
}
