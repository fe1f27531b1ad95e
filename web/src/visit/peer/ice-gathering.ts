// Relays in words: which of them answers, and why one does not.

const WORDS: Record<number, string> = {
  401: 'did not accept our credentials',
  403: 'refused us',
  437: 'refused us',
  486: 'has no place left',
  508: 'has no place left',
  701: 'could not be reached',
};

/** `url` without its query: "turn:relay.example:3478 (tcp) could not be reached". */
export function relayWords(url: string, code: number): string {
  const transport = /transport=(\w+)/.exec(url)?.[1];
  const name = url.split('?')[0] || 'The relay';
  return `${name}${transport ? ` (${transport})` : ''} ${WORDS[code] ?? `answered with ${code}`}`;
}

/** What went wrong while gathering, by url; the newest error of each. */
export class Gathering {
  private readonly errors = new Map<string, number>();
  hasRelay = false;

  error(url: string, code: number): void {
    this.errors.set(url, code);
  }

  found(candidate: RTCIceCandidate | null): void {
    if (candidate?.type === 'relay' || candidate?.candidate.includes(' typ relay')) this.hasRelay = true;
  }

  begin(): void {
    this.errors.clear();
    this.hasRelay = false;
  }

  /** Empty when nothing went wrong. */
  words(): string {
    return [...this.errors].map(([url, code]) => relayWords(url, code)).join('; ');
  }
}

export type MakePc = (configuration: RTCConfiguration) => RTCPeerConnection;

/**
 * Asks the relays for a place that nobody uses: does one answer, and how soon?
 *
 * A dead UDP relay says nothing for more than 12 s, hence the time limit. Resolves with milliseconds, or with words.
 */
export function reachRelay(
  make: MakePc,
  servers: RTCIceServer[],
  limitMs: number,
  stop?: AbortSignal,
): Promise<Reached> {
  const pc = make({ iceServers: servers, iceTransportPolicy: 'relay' });
  const seen = new Gathering();
  const began = Date.now();
  return new Promise<Reached>((resolve) => {
    const end = (ms: number | null): void => {
      clearTimeout(timer);
      pc.onicecandidate = pc.onicecandidateerror = null;
      pc.close();
      resolve({ ms, words: seen.words() });
    };
    const timer = setTimeout(() => end(null), limitMs);
    stop?.addEventListener('abort', () => end(null), { once: true });
    pc.onicecandidateerror = (event) => seen.error(event.url, event.errorCode);
    pc.onicecandidate = (event) => {
      seen.found(event.candidate);
      if (seen.hasRelay) end(Date.now() - began);
      else if (!event.candidate) end(null);
    };
    pc.createDataChannel('reach');
    void pc.setLocalDescription().catch(() => end(null));
  });
}

export interface Reached {
  /** Null when no relay answered in time. */
  ms: number | null;
  words: string;
}
