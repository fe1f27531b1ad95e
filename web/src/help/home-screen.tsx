import { Icon, type IconPath } from '../ui/icon';
import * as icons from '../ui/icons';
import { HelpPage } from './help-page';

type Step = [IconPath, string, string];

const APPLE: Step[] = [
  [
    icons.share,
    'Share',
    'Open this site in Safari and tap Share, at the bottom of the screen (at the top on an iPad).',
  ],
  [icons.plus, 'Add to Home Screen', 'Scroll down in the list and tap Add to Home Screen.'],
  [icons.check, 'Add', 'Tap Add. The icon is called Clocktree and says nothing about your care.'],
];
const ANDROID: Step[] = [
  [icons.more, 'Menu', 'Open this site in Chrome and tap the three dots at the top right.'],
  [icons.plus, 'Add to Home screen', 'Tap Add to Home screen, then Install.'],
];

export default function HomeScreen() {
  return (
    <HelpPage title="Add to Home Screen" back={{ href: '/help', label: 'Help' }}>
      <div class="stack">
        <Steps title="iPhone and iPad" steps={APPLE} />
        <Steps title="Android" steps={ANDROID} />
        <p class="muted">
          The icon keeps its own sign-in: you sign in once more when you first open it. At your first video visit it
          asks for camera and microphone: tap Allow. <a href="/help/video">More on video visits</a>
        </p>
      </div>
    </HelpPage>
  );
}

function Steps({ title, steps }: { title: string; steps: Step[] }) {
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <ol class="taps">
        {steps.map(([icon, words, how]) => (
          <li key={words}>
            <span class={icon === icons.more ? 'tap-key dots' : 'tap-key'}>
              <Icon path={icon} />
            </span>
            <span>
              <strong>{words}</strong>
              <span class="hint">{how}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
