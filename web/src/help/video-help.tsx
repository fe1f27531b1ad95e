import { HelpPage } from './help-page';

/** How to allow camera and microphone, by browser. */
const ALLOW: [string, string][] = [
  [
    'iPhone and iPad (Safari)',
    'Tap the icon at the left of the address, then Website Settings, and set Camera and Microphone to Allow. If they do not appear there: Settings → Apps → Safari → Camera and Microphone → Allow. An icon on the Home Screen asks again each time it is opened: tap Allow.',
  ],
  [
    'Android (Chrome)',
    'Tap the icon at the left of the address, then Permissions, and allow Camera and Microphone. If they stay off: Settings → Apps → Chrome → Permissions.',
  ],
  [
    'Chrome and Edge on a computer',
    'Click the icon at the left of the address and switch Camera and Microphone on, then load the page again. On a Mac also: System Settings → Privacy & Security → Camera, and Microphone.',
  ],
  [
    'Firefox on a computer',
    'Click the icon with the crossed-out camera at the left of the address, remove “Blocked” beside Camera and Microphone, and load the page again.',
  ],
  [
    'Safari on a Mac',
    'In the menu: Safari → Settings → Websites → Camera, and Microphone. Set this site to Allow and load the page again.',
  ],
];
const ANSWERS: [string, string][] = [
  [
    'They cannot hear me',
    'Check that Mic is on, and which microphone is chosen under More → Devices. Close other programs that use it, such as another meeting. Earphones with a switch may have it off.',
  ],
  [
    'I hear nothing',
    'Turn the sound up, and on a phone move the silent switch. If the page says “Tap to hear”, tap it: some browsers start sound only after a tap.',
  ],
  [
    'The picture freezes',
    'Use Wi-Fi rather than mobile data when possible, sit near the router, and let nobody stream a film meanwhile. The call lowers the picture first and keeps your voice.',
  ],
  [
    'The call broke off',
    'Wait a few seconds: it comes back by itself. If it does not, load the page again. Your place is kept, and so is everything written in the chat.',
  ],
  [
    'A phone call came in',
    'When it ends, come back to Clocktree. The camera and the microphone start again by themselves.',
  ],
  [
    'Is the visit recorded?',
    'No. Nobody is recorded. Chat and files are saved with the appointment, where you both find them.',
  ],
];

export default function VideoHelp() {
  return (
    <HelpPage title="Video visits" back={{ href: '/help', label: 'Help' }}>
      <div class="stack">
        <section class="card" aria-labelledby="browsers">
          <h2 id="browsers">Which browser</h2>
          <dl class="facts">
            <Browsers on="Windows" are="Chrome, Edge or Firefox" />
            <Browsers on="Mac" are="Chrome, Safari or Firefox" />
            <Browsers on="iPhone, iPad" are="Safari. Nothing to install; an icon is made by Add to Home Screen." />
            <Browsers on="Android" are="Chrome" />
          </dl>
          <p class="hint after">
            Use a browser of the last two years, and Wi-Fi rather than mobile data when possible: at least 1 Mbit/s both
            ways, better 5. A browser inside another app (mail, messenger) often has no camera: open the link in Safari
            or Chrome instead.
          </p>
        </section>
        <Fold id="allow" title="Allow the camera and the microphone" of={ALLOW} />
        <Fold id="calls" title="During a visit" of={ANSWERS} />
      </div>
    </HelpPage>
  );
}

function Browsers({ on, are }: { on: string; are: string }) {
  return (
    <div>
      <dt>{on}</dt>
      <dd>{are}</dd>
    </div>
  );
}

function Fold({ id, title, of }: { id: string; title: string; of: [string, string][] }) {
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {of.map(([question, answer]) => (
        <details key={question} class="answer">
          <summary>{question}</summary>
          <p>{answer}</p>
        </details>
      ))}
    </section>
  );
}
