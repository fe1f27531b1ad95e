import { useLocation } from 'preact-iso';
import * as messages from '../api/messages';
import { usePages } from '../api/pages';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Empty } from '../ui/page';
import { ShowMore } from '../ui/show-more';
import { ComposeThread } from './compose-thread';
import { ThreadList } from './thread-list';
import { useThreadNews } from './thread-updates';
import './messages.css';

interface ClientThreadsProps {
  client: string;
  base: string;
  /** The heading beside the button, on a page of several parts. */
  heading?: string;
  /** Whom a new message is to if no service is chosen. */
  to: string;
  empty: string;
  /** Whether the page has a link to `?write` already, above all of its tabs. */
  isLinked?: boolean;
}

/** Lists the threads of one client, with the button for a new one; `?write` in the address opens its form. */
export function ClientThreads({ client, base, heading, to, empty, isLinked }: ClientThreadsProps) {
  const { route, query, path } = useLocation();
  const list = usePages(`threads:of:${client}`, (cursor) => messages.threads({ client_id: client, cursor }));
  useThreadNews(list.reload);
  return (
    <div class="stack">
      {query['write'] !== undefined ? (
        <ComposeThread
          client={client}
          to={to}
          onSent={(thread) => route(`${base}/${thread.id}`)}
          onCancel={() => route(path, true)}
        />
      ) : (
        <Head heading={heading} onWrite={isLinked ? undefined : () => route(`${path}?write`)} />
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

function Head({ heading, onWrite }: { heading: string | undefined; onWrite: (() => void) | undefined }) {
  return (
    <div class="section-head">
      {heading && <h2>{heading}</h2>}
      {onWrite && (
        <button type="button" class="primary" onClick={onWrite}>
          <Icon path={icons.send} />
          Send Message
        </button>
      )}
    </div>
  );
}
