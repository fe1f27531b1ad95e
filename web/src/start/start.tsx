import { useLocation } from 'preact-iso';
import { toApiError } from '../api/api-error';
import { useApi } from '../api/resource';
import { me, switchRole } from '../session/session';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Callout, Page } from '../ui/page';
import { Pill } from '../ui/pill';
import { toastProblem } from '../ui/toast';
import { firstSteps, nextStep, type FirstStep } from './first-steps';
import { practiceFacts } from './practice-facts';
import './start.css';

/** Shows an Admin the first steps of the practice, and which one is next. */
export default function Start() {
  const resource = useApi('start', practiceFacts);
  return (
    <Page title="Set up your practice" narrow>
      <Loaded of={resource} lines={8}>
        {(facts) => <Checklist steps={firstSteps(facts)} />}
      </Loaded>
    </Page>
  );
}

function Checklist({ steps }: { steps: FirstStep[] }) {
  const next = nextStep(steps);
  const required = steps.filter((step) => !step.isOptional);
  return (
    <>
      {next ? (
        <Callout tone="amber" icon={icons.alert}>
          <strong>Next: {next.title}.</strong> {next.blocks}
        </Callout>
      ) : (
        <Callout tone="green" icon={icons.checked}>
          Your practice is set up.
        </Callout>
      )}
      <p class="muted first-count">
        {required.filter((step) => step.isDone).length} of {required.length} done
      </p>
      <ol class="first-steps" aria-label="First steps">
        {steps.map((step) => (
          <li key={step.name} class="card" aria-current={step === next ? 'step' : undefined}>
            <Step step={step} isNext={step === next} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Step({ step, isNext }: { step: FirstStep; isNext: boolean }) {
  return (
    <>
      <span class={step.isDone ? 'step-mark done' : 'step-mark'}>{step.isDone && <Icon path={icons.check} />}</span>
      <div>
        <h2 class="entry-title">
          {step.title}
          {step.isDone && <span class="unseen">, done</span>}
          {!step.isDone && step.isOptional && <Pill icon={icons.clock} tone="quiet" words="Can wait" />}
        </h2>
        <p class="muted">{step.words}</p>
      </div>
      {!step.isDone && <StepLink step={step} isNext={isNext} />}
    </>
  );
}

function StepLink({ step, isNext }: { step: FirstStep; isNext: boolean }) {
  const { route } = useLocation();
  const look = isNext ? 'button primary' : 'button';
  const name = <span class="unseen"> to {step.title.toLowerCase()}</span>;
  if (!step.byProvider)
    return (
      <a class={look} href={step.href}>
        {step.verb}
        {name}
      </a>
    );
  if (!me.value?.roles.includes('provider')) return <p class="hint">A provider does this.</p>;
  const open = (): Promise<void> =>
    switchRole('provider').then(
      () => route(step.href),
      (reason: unknown) => toastProblem(toApiError(reason).message),
    );
  return (
    <button type="button" class={isNext ? 'primary' : ''} onClick={() => void open()}>
      {step.verb} as Provider
      {name}
    </button>
  );
}
