import type { LinkProof } from '../types';

/** Statistics of a link. Bytes and packets are totals; `rtt` in seconds. */
export interface LinkStats {
  bytes: number;
  videoBytes: number;
  audioBytes: number;
  frames: number;
  packets: number;
  lost: number;
  /** Loss of what we send, 0 to 1, as the other side reports; null until then. */
  fractionLost: number | null;
  rtt: number | null;
  /** Estimated outgoing bits per second; null where the browser does not tell. */
  available: number | null;
}

type Row = Record<string, unknown> & { type: string; id: string };

function rowsOf(report: RTCStatsReport): Row[] {
  const rows: Row[] = [];
  report.forEach((row: Row) => rows.push(row));
  return rows;
}

const number = (row: Row | undefined, key: string): number => (typeof row?.[key] === 'number' ? row[key] : 0);
const orNull = (row: Row | undefined, key: string): number | null => (typeof row?.[key] === 'number' ? row[key] : null);

/** Returns the candidate pair in use. Firefox has no transport row and marks the pair. */
function chosenPair(rows: Row[]): Row | undefined {
  const transport = rows.find((row) => row.type === 'transport');
  const pairs = rows.filter((row) => row.type === 'candidate-pair');
  return (
    pairs.find((row) => row.id === transport?.['selectedCandidatePairId']) ??
    pairs.find((row) => row['selected'] === true || (row['nominated'] === true && row['state'] === 'succeeded'))
  );
}

export function linkStats(report: RTCStatsReport): LinkStats {
  const rows = rowsOf(report);
  const inbound = rows.filter((row) => row.type === 'inbound-rtp');
  const reported = rows.filter((row) => row.type === 'remote-inbound-rtp');
  const pair = chosenPair(rows);
  const sum = (kind: string | null, key: string): number =>
    inbound.filter((row) => kind === null || row['kind'] === kind).reduce((total, row) => total + number(row, key), 0);
  const losses = reported.map((row) => orNull(row, 'fractionLost')).filter((each) => each !== null);
  return {
    bytes: sum(null, 'bytesReceived'),
    videoBytes: sum('video', 'bytesReceived'),
    audioBytes: sum('audio', 'bytesReceived'),
    frames: sum('video', 'framesDecoded'),
    packets: sum(null, 'packetsReceived'),
    lost: sum(null, 'packetsLost'),
    fractionLost: losses.length ? Math.max(...losses) : null,
    rtt: orNull(pair, 'currentRoundTripTime'),
    available: orNull(pair, 'availableOutgoingBitrate'),
  };
}

type Proven = Omit<LinkProof, 'seat' | 'ice' | 'restarts' | 'rebuilds'>;

/** Returns what `getStats` proves about a link. */
export function proofOf(report: RTCStatsReport): Proven {
  const rows = rowsOf(report);
  const by = (id: unknown): Row | undefined => rows.find((row) => row.id === id);
  const transport = rows.find((row) => row.type === 'transport');
  const pair = chosenPair(rows);
  const local = by(pair?.['localCandidateId']);
  // Of camera and screen, the one with more decoded frames counts.
  const videos = rows.filter((row) => row.type === 'inbound-rtp' && row['kind'] === 'video');
  const video = [...videos].sort((a, b) => number(b, 'framesDecoded') - number(a, 'framesDecoded'))[0];
  const audio = rows.find((row) => row.type === 'inbound-rtp' && row['kind'] === 'audio');
  const senders = rows.filter((row) => row.type === 'outbound-rtp' && row['kind'] === 'video');
  const word = (row: Row | undefined, key: string): string | undefined =>
    typeof row?.[key] === 'string' ? row[key] : undefined;
  return {
    local: word(local, 'candidateType'),
    via: word(local, 'relayProtocol'),
    remote: word(by(pair?.['remoteCandidateId']), 'candidateType'),
    dtls: word(transport, 'dtlsState'),
    srtp: word(transport, 'srtpCipher'),
    changes: number(transport, 'selectedCandidatePairChanges'),
    rtt: number(pair, 'currentRoundTripTime'),
    frames: number(video, 'framesDecoded'),
    wide: number(video, 'frameWidth'),
    fps: number(video, 'framesPerSecond'),
    lost: number(video, 'packetsLost'),
    codec: word(by(video?.['codecId']), 'mimeType'),
    audio: number(audio, 'bytesReceived'),
    sentFrames: senders.reduce((total, row) => total + number(row, 'framesEncoded'), 0),
  };
}
