export const MESSAGES = {
  connecting: 'Connecting',
  unreachable: 'We can’t reach the room yet. Check your connection; we keep trying.',
  reconnecting: 'Reconnecting – your call goes on',
  lost: 'The connection is interrupted. Bringing it back.',
  lowered: 'Poor connection, video lowered',
  audioOnly: 'Poor connection, audio only. If it stays poor, use the telephone.',
  weak: 'Poor connection',
  ended: 'The visit has ended.',
  removed: 'Your provider has removed you from this visit.',
  elsewhere: 'You joined from another window or device.',
  takenOff:
    'You are no longer assigned to this client, so the visit ended for you. Turn to an Admin of the practice if that was a mistake.',
  noAccess: 'You no longer have access to this appointment, so the visit ended for you. Turn to your practice.',
  rate: 'Too many messages were sent from here. Join again in a minute.',
  closed: 'The room has closed: the time of this appointment is over.',
  group: 'This visit has more people than this page can show. Reload the page, or ask the practice.',
} as const;

/** Returns why a note is refused; null for an error that passes. */
export function noteError(code: string): string | null {
  if (code === 'card-number') return 'Not sent: it holds a card number. Never send card numbers by chat.';
  if (code === 'chat-off') return 'Not sent: your provider has switched the chat off.';
  if (code === 'files-off') return 'Not sent: your provider has switched files off.';
  if (code === 'chat-full') return 'Not sent: this chat is full. Say it in the call, or write it down for later.';
  if (code === 'too-big') return 'Not sent: it is too long. Send it in several parts.';
  if (code === 'bad-message') return 'Not sent: it cannot be saved like this. Write it in other words.';
  if (code === 'not-admitted') return 'Not sent: your provider has to let you in first.';
  return code === 'ended' ? 'Not sent: the visit has ended.' : null;
}
