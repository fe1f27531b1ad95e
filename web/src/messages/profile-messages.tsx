import type { Client } from '../api/types';
import { ClientThreads } from './client-threads';

/** The tab Messages of a client's profile: every message sent or received, of any service. */
export default function ProfileMessages({ client }: { client: Client }) {
  const name = client.preferred_name || client.legal_name;
  return (
    <ClientThreads
      client={client.id}
      base="/messages"
      heading="Messages"
      to={name}
      isLinked
      empty={`No messages with ${name} yet. What you send is kept here, and ${name} gets a mail that says only that there is a message.`}
    />
  );
}
