import type { OutgoingMessage } from './protocol';

type Signal = Extract<OutgoingMessage, { action: 'signal' }>;

/** Messages that are outdated after a reconnect and sent anew then. */
const TRANSIENT: OutgoingMessage['action'][] = ['join', 'state', 'device', 'ice', 'ping', 'note'];

/**
 * Messages that wait while the signaling connection is down.
 *
 * Of the signals to each peer, only the newest description with its candidates; all actions of the host. Chat notes
 * wait in ChatLog.
 */
export class Outbox {
  private readonly signals = new Map<string, Signal[]>();
  private acts: OutgoingMessage[] = [];

  put(message: OutgoingMessage): void {
    if (message.action === 'signal') this.keepNewest(message);
    else if (!TRANSIENT.includes(message.action)) this.acts.push(message);
  }

  forget(seat: string): void {
    this.signals.delete(seat);
  }

  clear(): void {
    this.signals.clear();
    this.acts = [];
  }

  /** Returns and removes all messages, in order for each peer. */
  drain(): OutgoingMessage[] {
    const all = [...this.acts, ...[...this.signals.values()].flat()];
    this.clear();
    return all;
  }

  private keepNewest(message: Signal): void {
    const signals = this.signals.get(message.to) ?? [];
    const newest = Math.max(0, ...signals.map((each) => each.epoch));
    if (message.epoch < newest) return;
    const isNewer = message.d.desc !== undefined || message.epoch > newest;
    this.signals.set(message.to, isNewer ? [message] : [...signals, message]);
  }
}
