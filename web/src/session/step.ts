import type { Next } from '../api/types';

export interface StepProps {
  onNext: (next: Next) => Promise<void>;
  onAgain: () => void;
}
