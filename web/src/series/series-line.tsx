import type { Appointment } from '../api/appointments';
import { ruleWords } from './rule';

/** Tells of the series that a visit is part of. */
export function SeriesLine({ of }: { of: NonNullable<Appointment['series']> }) {
  return (
    <>
      Part of a series, {ruleWords(of.rule)}
      {of.is_moved && <span class="muted"> (moved)</span>}
    </>
  );
}
