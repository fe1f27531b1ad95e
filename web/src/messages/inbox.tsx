import { useLocation } from 'preact-iso';
import * as messages from '../api/messages';
import { askContacts, attention, contactsWaiting } from '../api/attention';
import { useEffect, useRef } from 'preact/hooks';
import { usePages } from '../api/pages';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';
import { ShowMore } from '../ui/show-more';
import * as icons from '../ui/icons';
import { ThreadList } from './thread-list';
import { useThreadNews } from './thread-updates';
import './messages.css';

const MOST_SHOWN = 99;

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
  useEffect(() => void askContacts(), []);
  const waiting = contactsWaiting.value;
  if (waiting === null) return null;
  return <a href="/contact-us">Contact Us{waiting > 0 && ` (${waiting > MOST_SHOWN ? `${MOST_SHOWN}+` : waiting})`}</a>;
}

function Waiting() {
  const waiting = attention.value.map((each) => each.thread_id).join();
  const known = useRef(waiting);
  const list = usePages('threads:waiting', (cursor) => messages.threads({ waiting: 'true', cursor }));
  const { reload } = list;
  useThreadNews(reload);
  useEffect(() => {
    if (known.current !== waiting) reload();
    known.current = waiting;
  }, [waiting, reload]);
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
