// Which browser this is: for help texts and for what only phones need. Features are detected, not guessed.

export type BrowserKind = 'iphone' | 'safari' | 'firefox' | 'edge' | 'android' | 'chrome' | 'other';

interface Agent {
  userAgent: string;
  maxTouchPoints?: number;
}

export function kindOf({ userAgent, maxTouchPoints = 0 }: Agent = navigator): BrowserKind {
  // An iPad reports itself as a Mac; no Mac has a touch screen.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return 'iphone';
  if (/Android/.test(userAgent)) return 'android';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Edg\//.test(userAgent)) return 'edge';
  if (/Chrome\//.test(userAgent)) return 'chrome';
  return /Safari\//.test(userAgent) ? 'safari' : 'other';
}

const NAMES: [RegExp, string][] = [
  [/(?:FxiOS|Firefox)\/(\d{1,4})/, 'Firefox'],
  [/(?:EdgA|EdgiOS|Edg)\/(\d{1,4})/, 'Edge'],
  [/(?:CriOS|Chrome)\/(\d{1,4})/, 'Chrome'],
  [/Version\/(\d{1,4})[\d.]* .*Safari/, 'Safari'],
];
const PLACES: [RegExp, string][] = [
  [/iPhone|iPod/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** Returns a name such as "Safari 18 on iPhone"; the server accepts no other words. */
export function browserName(agent: Agent = navigator): string {
  const { userAgent } = agent;
  const [pattern, name] = NAMES.find(([each]) => each.test(userAgent)) ?? [/$^/, 'Another browser'];
  const version = pattern.exec(userAgent)?.[1];
  const isPad = kindOf(agent) === 'iphone' && /Macintosh/.test(userAgent);
  const place = isPad ? 'iPad' : PLACES.find(([each]) => each.test(userAgent))?.[1];
  return `${name}${version ? ` ${version}` : ''}${place ? ` on ${place}` : ''}`;
}

/** Returns what people call their device: `phone`, `tablet` or `computer`. */
export function deviceName(agent: Agent = navigator): 'phone' | 'tablet' | 'computer' {
  if (/iPhone|iPod|Android.*Mobile/.test(agent.userAgent)) return 'phone';
  return ['iphone', 'android'].includes(kindOf(agent)) ? 'tablet' : 'computer';
}

/** Returns `mediaDevices`: undefined without TLS; some browsers lack methods. */
export function mediaDevices(): Partial<MediaDevices> | undefined {
  return navigator.mediaDevices;
}

export function isPhone(): boolean {
  const kind = kindOf();
  return kind === 'iphone' || kind === 'android';
}
