import { useState } from 'preact/hooks';
import * as practice from '../../api/practice';
import type { Processor } from '../../api/types';
import { invalidate } from '../../api/resource';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { useSubmit } from '../../ui/form';
import { toast } from '../../ui/toast';
import { KIND_WORDS } from './processor-kinds';

export function useProcessorActions({ id, version }: Processor) {
  const [message, setMessage] = useState('');
  const after = (): void => invalidate('processors', 'services', 'service:');
  const refused = (reason: Error): void => setMessage(reason.message);
  const test = async (): Promise<void> => {
    setMessage('Testing the connection…');
    await practice.testProcessor(id).then((connection) => setMessage(connection.message), refused);
    after();
  };
  const makeDefault = (): Promise<void> =>
    practice.changeProcessor(id, { default: true, version }).then(after, refused);
  return { message, test, makeDefault };
}

export function RetireProcessor({ processor, onClose }: { processor: Processor; onClose: () => void }) {
  const submit = useSubmit();
  const name = KIND_WORDS[processor.kind];
  const send = async (): Promise<void> => {
    await practice.retireProcessor(processor.id);
    toast(`${name} account removed.`);
    invalidate('processors', 'services', 'service:');
    onClose();
  };
  return (
    <ConfirmDialog
      title={`Remove this ${name} account?`}
      verb="Remove"
      submit={submit}
      onSend={send}
      onClose={onClose}
      risky
    >
      <p>No new charge will use “{processor.description}”.</p>
      <p>Its keys are kept encrypted, only so that payments it took can still be refunded.</p>
    </ConfirmDialog>
  );
}
