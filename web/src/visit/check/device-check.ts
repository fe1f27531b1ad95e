import { computed, signal } from '@preact/signals';
import { ApiError } from '../../api/api-error';
import { browserName } from '../media/browser';
import type { BrowserMedia } from '../media/browser-media';
import { play, TEST } from '../../ui/sound';
import type { CallHttp, DeviceCheck, DeviceState, NetworkState } from '../types';
import type { DeviceResult } from '../signaling/protocol.generated';
import { BLOCKED_REMEDY, NO_WEBRTC } from '../media/problems';

const SLOW_ROUND_TRIP_MS = 800;
const SOCKET_TIMEOUT_MS = 5_000;
const TONE_SECONDS = 0.4;

export interface DeviceCheckPorts {
  http: CallHttp;
  /** Null outside of a visit; then only the API is tested. */
  appointment: string | null;
  canOpen(url: string, limitMs: number): Promise<boolean>;
}

/**
 * Checks camera, microphone, speaker and network.
 *
 * Only an admitted seat gets relay credentials (rule V3 of docs/video.md). Before that, the network is tested by an
 * HTTPS round trip and a WebSocket; the relays report later (`setRelays`), and the others get the new result.
 */
export class DeviceCheckRunner implements DeviceCheck {
  readonly running = signal(false);
  private readonly speaker = signal<DeviceState>('untested');
  private readonly network = signal<NetworkState>('untested');
  readonly result = computed<DeviceResult>(() => {
    const { camera, microphone } = this.media.states.value;
    return {
      camera,
      microphone: microphone === 'ok' && this.media.silent.value ? 'silent' : microphone,
      speaker: this.speaker.value,
      network: this.network.value,
      browser: browserName(),
    };
  });

  constructor(
    private readonly media: BrowserMedia,
    private readonly ports: DeviceCheckPorts,
  ) {}

  async run(): Promise<void> {
    this.running.value = true;
    try {
      if (!('RTCPeerConnection' in globalThis)) this.setNetwork('blocked', NO_WEBRTC);
      else this.setNetwork(await this.testNetwork());
    } finally {
      this.running.value = false;
    }
  }

  playTone(): Promise<void> {
    return play(TEST, TONE_SECONDS, this.media.chosen.value.speaker);
  }

  setHeard(yes: boolean): void {
    this.speaker.value = yes ? 'ok' : 'silent';
    this.media.setProblem('speaker', yes ? null : 'silent');
  }

  /** Stores the result of the relay test; `words` name the relays that failed. */
  setRelays(isReached: boolean, words: string): void {
    if (isReached && this.network.value !== 'slow') this.setNetwork('ok');
    if (!isReached)
      this.setNetwork('blocked', undefined, words && `${BLOCKED_REMEDY} For your network’s support: ${words}.`);
  }

  private setNetwork(state: NetworkState, words?: string, remedy?: string): void {
    this.network.value = state;
    this.media.setProblem('network', state === 'ok' ? null : state, words, remedy);
  }

  private async testNetwork(): Promise<NetworkState> {
    try {
      const ms = await this.ports.http.roundTrip();
      return (await this.testSocket()) ? (ms > SLOW_ROUND_TRIP_MS ? 'slow' : 'ok') : 'blocked';
    } catch {
      return 'blocked';
    }
  }

  private async testSocket(): Promise<boolean> {
    if (!this.ports.appointment) return true;
    try {
      const { url } = await this.ports.http.ticket(this.ports.appointment);
      return await this.ports.canOpen(url, SOCKET_TIMEOUT_MS);
    } catch (reason) {
      // The room is closed or out of reach, but the network works.
      return reason instanceof ApiError && reason.status !== 0;
    }
  }
}

/** Whether a WebSocket opens: some networks allow only pages. */
export function canOpenSocket(url: string, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.onopen = socket.onclose = null;
      socket.close();
      resolve(isOpen);
    };
    const timer = setTimeout(() => end(false), limitMs);
    socket.onopen = () => end(true);
    socket.onclose = () => end(false);
  });
}
