import type { SignInStep } from '../api/types';

export interface StepProps {
  onNext: (next: SignInStep) => Promise<void>;
  onAgain: () => void;
}
