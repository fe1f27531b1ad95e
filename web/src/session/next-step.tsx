import Enrol from './enrol';
import FirstPassword from './first-password';
import InVisit from './in-visit';
import SecondFactor from './second-factor';
import type { StepProps } from './step';

/** Shows the step of signing in that follows e-mail and password. */
export default function NextStep({ step, ...props }: StepProps & { step: string }) {
  if (step === 'new_password') return <FirstPassword {...props} />;
  if (step === 'enrol_totp') return <Enrol {...props} />;
  if (step === 'in_visit') return <InVisit {...props} />;
  return <SecondFactor {...props} />;
}
