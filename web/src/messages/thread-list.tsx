import type { Thread } from '../api/messages';
import { InstantTime } from '../session/instant-time';
import { RowArea } from '../ui/area';
import { ThreadPill } from './thread-view';

interface ThreadListProps {
  rows: Thread[];
  /** The path before a thread's id. */
  base: string;
  withClient?: boolean;
  label: string;
}

export function ThreadList({ rows, base, withClient, label }: ThreadListProps) {
  return (
    <table class="rows threads" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">{withClient ? 'Client' : 'Subject'}</th>
          <th role="columnheader">State</th>
          <th role="columnheader">Newest message</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <RowArea key={row.id} columns={3}>
            <ThreadLine row={row} base={base} withClient={withClient} />
          </RowArea>
        ))}
      </tbody>
    </table>
  );
}

function ThreadLine({ row, base, withClient }: { row: Thread; base: string; withClient: boolean | undefined }) {
  const subject = row.subject || row.service?.name || 'Message';
  return (
    <tr role="row">
      <td role="cell" class="c-client">
        <a class="row-link" href={`${base}/${row.id}`}>
          {withClient ? row.client.name : subject}
        </a>
        <span class="hint thread-preview">{withClient ? `${subject}: ${row.preview}` : row.preview}</span>
      </td>
      <td role="cell" class="c-status">
        <ThreadPill thread={row} />
        {row.taken_by && row.state === 'waiting' && <span class="hint">Last answered by {row.taken_by.name}</span>}
      </td>
      <td role="cell" class="c-text">
        <InstantTime at={row.last_at} />
      </td>
    </tr>
  );
}
