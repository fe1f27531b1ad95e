import { me } from '../session/session';
import { Callout, Page } from '../ui/page';
import * as icons from '../ui/icons';
import { ClientThreads } from './client-threads';

/** The messages of the client who is signed in. */
export default function MyMessages() {
  const own = me.value?.client_id;
  const practice = me.value?.practice.name ?? 'your practice';
  return (
    <Page title="Messages">
      <Callout tone="quiet" icon={icons.alert}>
        Messages are not read at once. In an emergency, call your local emergency number.
      </Callout>
      {own && (
        <ClientThreads
          client={own}
          base="/client/messages"
          to="Your provider"
          empty={`No messages yet. Ask ${practice} something here; the answer is safe, and a mail tells you that it has come.`}
        />
      )}
    </Page>
  );
}
