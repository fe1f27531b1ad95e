import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { HelpPage } from './help-page';

const ANSWERS: [string, string][] = [
  [
    'I cannot sign in',
    'Use the e-mail address that your practice has for you. After five wrong tries, sign-in is locked for 15 minutes; “Forgot your password?” lets you in at once, with a code by e-mail. If the invitation has expired, ask your practice to send it again.',
  ],
  [
    'My code is refused',
    'Codes change every 30 seconds and need the right time: let your phone set its clock by itself, then type the newest code.',
  ],
  [
    'Is my card safe?',
    'Card numbers go straight from your browser to the practice’s payment processor. Clocktree never receives or keeps them.',
  ],
  [
    '“Checking with the bank”',
    'The bank did not answer in time. We ask again until it is certain what happened. You are never charged twice.',
  ],
  [
    'Why was I signed out?',
    'After 30 minutes without activity everybody is signed out, so that nobody else reads your records.',
  ],
];

export default function Help() {
  return (
    <HelpPage title="Help">
      <div class="stack">
        <a class="card help-link" href="/help/home-screen">
          <Icon path={icons.share} />
          <span>
            <strong>Add to Home Screen</strong>
            <span class="hint">Open Clocktree from an icon on your phone or tablet.</span>
          </span>
          <Icon path={icons.chevron} />
        </a>
        <a class="card help-link" href="/help/video">
          <Icon path={icons.video} />
          <span>
            <strong>Video visits</strong>
            <span class="hint">Browsers, camera and microphone, and what to do when a call stutters.</span>
          </span>
          <Icon path={icons.chevron} />
        </a>
        <section class="card" aria-labelledby="answers">
          <h2 id="answers">Answers</h2>
          {ANSWERS.map(([question, answer]) => (
            <details key={question} class="answer">
              <summary>{question}</summary>
              <p>{answer}</p>
            </details>
          ))}
        </section>
        <p class="muted">For anything about your care or an invoice, turn to your practice.</p>
      </div>
    </HelpPage>
  );
}
