import type { ClientMessage } from './protocol';

type Signal = Extract<ClientMessage, { action: 'signal' }>;

/** What passes with time and is said anew after each return: the own state, a request for relays, a ping. */
const TRANSIENT: ClientMessage['action'][] = ['join', 'state', 'device', 'ice', 'ping', 'note'];

/**
 * What waits while the link is down: of each peer only the newest description with its candidates, of the host's
 * acts all. Chat notes wait with the notes, until the server has kept them. Source: video.md §2.7.
 */
export class Outbox {
  private readonly signals = new Map<string, Signal[]>();
  private acts: ClientMessage[] = [];

  put(message: ClientMessage): void {
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

  /** Each once, in the order of speaking for each peer. */
  drain(): ClientMessage[] {
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
