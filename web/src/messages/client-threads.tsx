import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import * as messages from '../api/messages';
import { usePages } from '../api/resource';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Empty } from '../ui/page';
import { ShowMore } from '../ui/show-more';
import { ComposeThread } from './compose-thread';
import { ThreadList } from './thread-list';
import './messages.css';

interface ClientThreadsProps {
  client: string;
  base: string;
  /** The heading beside the button, on a page of several parts. */
  heading?: string;
  /** Whom a new message is to if no service is chosen. */
  to: string;
  empty: string;
}

/** Lists the threads of one client, with the button and form for a new one, which `?write` opens at once. */
export function ClientThreads({ client, base, heading, to, empty }: ClientThreadsProps) {
  const { route, query } = useLocation();
  const list = usePages(`threads:of:${client}`, (cursor) => messages.threads({ client_id: client, cursor }));
  const [writing, setWriting] = useState(query['write'] !== undefined);
  return (
    <div class="stack">
      {writing ? (
        <ComposeThread
          client={client}
          to={to}
          onSent={(thread) => route(`${base}/${thread.id}`)}
          onCancel={() => setWriting(false)}
        />
      ) : (
        <Head heading={heading} onWrite={() => setWriting(true)} />
      )}
      <Loaded of={list} lines={4}>
        {(page) =>
          page.items.length ? (
            <>
              <ThreadList rows={page.items} base={base} label="Messages" />
              <ShowMore next={page.next} more={list.more} />
            </>
          ) : (
            <Empty icon={icons.message}>
              <p>{empty}</p>
            </Empty>
          )
        }
      </Loaded>
    </div>
  );
}

function Head({ heading, onWrite }: { heading: string | undefined; onWrite: () => void }) {
  return (
    <div class="section-head">
      {heading && <h2>{heading}</h2>}
      <button type="button" class="primary" onClick={onWrite}>
        <Icon path={icons.send} />
        Send Message
      </button>
    </div>
  );
}
