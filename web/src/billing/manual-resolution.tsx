import { useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import type { Invoice, UnresolvedOp } from '../api/types';
import { formatInstant } from '../kernel/dates';
import { formatMoney } from '../kernel/money';
import { me } from '../session/session';
import { TextArea } from '../ui/text-area';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { Callout } from '../ui/page';
import { checkFields, useSubmit } from '../ui/form';
import { useAct, type ActionDialogProps } from './acting';
import * as icons from '../ui/icons';

interface ManualResolutionProps extends Pick<ActionDialogProps, 'onChanged' | 'onFresh'> {
  invoice: Invoice;
  waits: UnresolvedOp;
}

/** Lets an Admin close an op whose outcome no look-up could find. */
export function ManualResolution(props: ManualResolutionProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { waits } = props;
  return (
    <div role="status">
      <Callout tone="amber" icon={icons.alert}>
        <p>
          <strong>This waits for you.</strong> Nobody could find out what became of the {paymentWords(waits)}. Look it
          up at your processor, then close it here.
        </p>
        <button type="button" onClick={() => setIsOpen(true)}>
          Close by hand
        </button>
      </Callout>
      {isOpen && <CloseByHand {...props} onClose={() => setIsOpen(false)} />}
    </div>
  );
}

function CloseByHand({ invoice, waits, onClose, ...handlers }: ManualResolutionProps & { onClose: () => void }) {
  const submit = useSubmit();
  const [happened, setHappened] = useState<boolean | null>(null);
  const [id, setId] = useState('');
  const [evidence, setEvidence] = useState('');
  const act = useAct(handlers, 'Closed by hand.');
  const send = async (): Promise<void> => {
    checkFields({
      happened: happened === null ? 'Choose what you found.' : undefined,
      processor_id: happened && !id.trim() ? 'Copy the processor’s own id.' : undefined,
      evidence: evidence.trim() ? undefined : 'Say where you saw it.',
    });
    const body = { happened: happened === true, processor_id: happened ? id.trim() : '', evidence: evidence.trim() };
    await act(() => invoices.closeOp(invoice.id, waits.op, body));
    onClose();
  };
  const isRefund = waits.kind === 'refund';
  return (
    <ConfirmDialog title="Close by hand" verb={verb(happened)} submit={submit} onSend={send} onClose={onClose}>
      <p>The {paymentWords(waits)}. What you write here stays in the record, under your name.</p>
      <HappenedChoice
        isRefund={isRefund}
        happened={happened}
        onHappened={setHappened}
        error={submit.error('happened')}
      />
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
      <TextArea
        label="Evidence"
        name="evidence"
        hint="Where you saw it, for example the line of a statement. Only staff see this."
        rows={2}
        value={evidence}
        onValue={setEvidence}
        error={submit.error('evidence')}
      />
    </ConfirmDialog>
  );
}

interface HappenedChoiceProps {
  isRefund: boolean;
  happened: boolean | null;
  onHappened: (happened: boolean) => void;
  error: string | undefined;
}

function HappenedChoice({ isRefund, happened, onHappened, error }: HappenedChoiceProps) {
  const choices: [boolean, string, string][] = [
    [true, 'It happened', isRefund ? 'The money was sent back.' : 'The card was charged.'],
    [false, 'It did not happen', isRefund ? 'No money was sent back.' : 'The card was not charged.'],
  ];
  return (
    <fieldset class="plain" data-field="happened">
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

function paymentWords({ kind, amount, at }: UnresolvedOp): string {
  const words = kind === 'refund' ? 'refund' : 'card payment';
  return `${words} of ${formatMoney(amount)} from ${formatInstant(at, me.value?.practice.zone ?? 'UTC')}`;
}

function verb(happened: boolean | null): string {
  if (happened === null) return 'Close';
  return happened ? 'Close: it happened' : 'Close: it did not happen';
}
