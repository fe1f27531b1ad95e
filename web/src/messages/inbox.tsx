import { useLocation } from 'preact-iso';
import * as messages from '../api/messages';
import { attention } from '../api/attention';
import { useApi, usePages } from '../api/resource';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';
import { ShowMore } from '../ui/show-more';
import * as icons from '../ui/icons';
import { contactRequests } from '../api/contact';
import { ThreadList } from './thread-list';
import { useThreadNews } from './thread-updates';
import './messages.css';

/** Lists the threads of clients whom staff may see, the longest wait first. */
export default function Inbox() {
  const { query, path } = useLocation();
  const isAll = query['show'] === 'all';
  const count = attention.value.length;
  return (
    <Page title="Messages">
      <nav class="subtabs" aria-label="Messages">
        <a href={path} aria-current={isAll ? undefined : 'page'}>
          Needs an answer{count > 0 && ` (${count})`}
        </a>
        <a href={`${path}?show=all`} aria-current={isAll ? 'page' : undefined}>
          All
        </a>
        <ContactTab />
      </nav>
      {isAll ? <All key="all" /> : <Waiting key="waiting" />}
    </Page>
  );
}

/** The way to what newcomers wrote, for those who receive it. */
function ContactTab() {
  const { data } = useApi('contact-requests', contactRequests);
  if (!data?.receives) return null;
  return <a href="/contact-us">Contact Us{data.waiting > 0 && ` (${data.waiting})`}</a>;
}

function Waiting() {
  // Another number of waiting clients is another list.
  const waiting = attention.value.map((each) => each.thread_id).join();
  const list = usePages(`threads:waiting:${waiting}`, (cursor) => messages.threads({ waiting: 'true', cursor }));
  useThreadNews(list.reload);
  return (
    <Loaded of={list} lines={6}>
      {(page) => (
        <>
          {page.items.length > 0 && (
            <ThreadList rows={page.items} base="/messages" withClient label="Needs an answer" />
          )}
          {!page.items.length && !page.next && (
            <Empty icon={icons.checked}>
              <p>Nobody waits for an answer. A client’s message stays here until somebody responds or closes it.</p>
            </Empty>
          )}
          <ShowMore next={page.next} more={list.more} />
        </>
      )}
    </Loaded>
  );
}

function All() {
  const list = usePages('threads:all', (cursor) => messages.threads({ cursor }));
  useThreadNews(list.reload);
  return (
    <Loaded of={list} lines={6}>
      {(page) => (
        <>
          {page.items.length > 0 && <ThreadList rows={page.items} base="/messages" withClient label="All messages" />}
          {!page.items.length && !page.next && (
            <Empty icon={icons.message}>
              <p>No messages yet. Open a client’s Messages tab to send the first one.</p>
            </Empty>
          )}
          <ShowMore next={page.next} more={list.more} />
        </>
      )}
    </Loaded>
  );
}
