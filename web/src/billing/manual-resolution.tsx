import { useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import type { Invoice, Waiting } from '../api/types';
import { showMoment } from '../kernel/dates';
import { show } from '../kernel/money';
import { me } from '../session/session';
import { Area } from '../ui/text-area';
import { Ask } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { Callout } from '../ui/page';
import { invalid, useSubmit } from '../ui/form';
import { useAct, type ActionProps } from './acting';
import * as icons from '../ui/icons';

interface WaitsProps extends Pick<ActionProps, 'onChanged' | 'onFresh'> {
  invoice: Invoice;
  waits: Waiting;
}

/** What no look-up could settle: a person finds out at the processor, and says what he saw. */
export function WaitsForYou(props: WaitsProps) {
  const [asking, setAsking] = useState(false);
  const { waits } = props;
  return (
    <div role="status">
      <Callout tone="amber" icon={icons.alert}>
        <p>
          <strong>This waits for you.</strong> Nobody could find out what became of the {thing(waits)}. Look it up at
          your processor, then close it here.
        </p>
        <button type="button" onClick={() => setAsking(true)}>
          Close by hand
        </button>
      </Callout>
      {asking && <CloseByHand {...props} onClose={() => setAsking(false)} />}
    </div>
  );
}

function CloseByHand({ invoice, waits, onClose, ...heard }: WaitsProps & { onClose: () => void }) {
  const submit = useSubmit();
  const [happened, setHappened] = useState<boolean | null>(null);
  const [id, setId] = useState('');
  const [evidence, setEvidence] = useState('');
  const act = useAct(heard, 'Closed by hand.');
  const send = async (): Promise<void> => {
    invalid({
      happened: happened === null ? 'Choose what you found.' : undefined,
      processor_id: happened && !id.trim() ? 'Copy the processor’s own id.' : undefined,
      evidence: evidence.trim() ? undefined : 'Say where you saw it.',
    });
    const found = { happened: happened === true, processor_id: happened ? id.trim() : '', evidence: evidence.trim() };
    await act(() => invoices.closeOp(invoice.id, waits.op, found));
    onClose();
  };
  const isRefund = waits.kind === 'refund';
  return (
    <Ask title="Close by hand" verb={verb(happened)} submit={submit} onSend={send} onClose={onClose}>
      <p>The {thing(waits)}. What you write here stays in the record, under your name.</p>
      <Happened isRefund={isRefund} happened={happened} onHappened={setHappened} error={submit.error('happened')} />
      {happened && (
        <Field
          label={`Processor’s id of the ${isRefund ? 'refund' : 'payment'}`}
          name="processor_id"
          hint={isRefund ? 'At Stripe it begins with re_.' : 'At Stripe it begins with pi_.'}
          spellcheck={false}
          autocapitalize="none"
          value={id}
          onValue={setId}
          error={submit.error('processor_id')}
        />
      )}
      <Area
        label="Evidence"
        name="evidence"
        hint="Where you saw it, for example the line of a statement. Only staff see this."
        rows={2}
        value={evidence}
        onValue={setEvidence}
        error={submit.error('evidence')}
      />
    </Ask>
  );
}

interface HappenedProps {
  isRefund: boolean;
  happened: boolean | null;
  onHappened: (happened: boolean) => void;
  error: string | undefined;
}

function Happened({ isRefund, happened, onHappened, error }: HappenedProps) {
  const choices: [boolean, string, string][] = [
    [true, 'It happened', isRefund ? 'The money was sent back.' : 'The card was charged.'],
    [false, 'It did not happen', isRefund ? 'No money was sent back.' : 'The card was not charged.'],
  ];
  return (
    <fieldset class="plain">
      <legend>What did you find at the processor?</legend>
      {choices.map(([value, words, hint]) => (
        <label class="check" key={words}>
          {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props -- the form focuses the first invalid input by it */}
          <input
            type="radio"
            name="happened"
            checked={happened === value}
            aria-invalid={error ? true : undefined}
            onChange={() => onHappened(value)}
          />
          <span>
            {words}
            <span class="hint">{hint}</span>
          </span>
        </label>
      ))}
      {error && <p class="field-error">{error}</p>}
    </fieldset>
  );
}

function thing({ kind, amount, at }: Waiting): string {
  const words = kind === 'refund' ? 'refund' : 'card payment';
  return `${words} of ${show(amount)} from ${showMoment(at, me.value?.practice.zone ?? 'UTC')}`;
}

function verb(happened: boolean | null): string {
  if (happened === null) return 'Close';
  return happened ? 'Close: it happened' : 'Close: it did not happen';
}
