// ICE gathering: which relays answer, and why one does not.

const WORDS: Record<number, string> = {
  401: 'did not accept our credentials',
  403: 'refused us',
  437: 'refused us',
  486: 'has no place left',
  508: 'has no place left',
  701: 'could not be reached',
};

/** Returns words such as "turn:relay.example:3478 (tcp) could not be reached", without the URL's query. */
export function relayWords(url: string, code: number): string {
  const transport = /transport=(\w+)/.exec(url)?.[1];
  const name = url.split('?')[0] || 'The relay';
  return `${name}${transport ? ` (${transport})` : ''} ${WORDS[code] ?? `answered with ${code}`}`;
}

/** Collects the errors of one gathering, the newest per URL. */
export class IceGathering {
  private readonly errors = new Map<string, number>();
  hasRelay = false;

  onError(url: string, code: number): void {
    this.errors.set(url, code);
  }

  onCandidate(candidate: RTCIceCandidate | null): void {
    if (candidate?.type === 'relay' || candidate?.candidate.includes(' typ relay')) this.hasRelay = true;
  }

  reset(): void {
    this.errors.clear();
    this.hasRelay = false;
  }

  /** Returns the errors in words; '' without errors. */
  words(): string {
    return [...this.errors].map(([url, code]) => relayWords(url, code)).join('; ');
  }
}

export type CreatePeerConnection = (configuration: RTCConfiguration) => RTCPeerConnection;

/**
 * Tests whether one of the relays answers, and how soon.
 *
 * A dead UDP relay is silent for more than 12 s, hence the time limit.
 */
export function probeRelay(
  make: CreatePeerConnection,
  servers: RTCIceServer[],
  limitMs: number,
  stop?: AbortSignal,
): Promise<ProbeResult> {
  const pc = make({ iceServers: servers, iceTransportPolicy: 'relay' });
  const gathering = new IceGathering();
  const startedAt = performance.now();
  return new Promise<ProbeResult>((resolve) => {
    const end = (ms: number | null): void => {
      clearTimeout(timer);
      pc.onicecandidate = pc.onicecandidateerror = null;
      pc.close();
      resolve({ ms, words: gathering.words() });
    };
    const timer = setTimeout(() => end(null), limitMs);
    stop?.addEventListener('abort', () => end(null), { once: true });
    pc.onicecandidateerror = (event) => gathering.onError(event.url, event.errorCode);
    pc.onicecandidate = (event) => {
      gathering.onCandidate(event.candidate);
      if (gathering.hasRelay) end(performance.now() - startedAt);
      else if (!event.candidate) end(null);
    };
    pc.createDataChannel('reach');
    void pc.setLocalDescription().catch(() => end(null));
  });
}

export interface ProbeResult {
  /** Milliseconds until a relay answered; null when none did. */
  ms: number | null;
  words: string;
}
