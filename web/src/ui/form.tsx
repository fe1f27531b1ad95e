import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ApiError, toApiError } from '../api/api-error';
import { useCorrections } from './corrections';
import { Icon } from './icon';
import * as icons from './sign-in-icons';
import { unreadableInputs } from './unreadable-input';

/** The state of a form: whether it is being sent, and its error. */
export function useSubmit() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const corrections = useCorrections(refusal);
  const form = useRef<HTMLFormElement>(null);
  const running = useRef(false);

  const refuse = (reason: unknown): void => {
    const error = toApiError(reason);
    corrections.reset();
    setRefusal(error);
    // After the next render, when the inputs show their errors.
    setTimeout(() => {
      if (!form.current?.querySelector('[aria-invalid]')) setRefusal(withFieldErrors(error));
      focusFirstInvalid(form.current);
    });
  };
  const run = async (send: () => Promise<void>): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      checkFields(unreadableInputs(form.current));
      await send();
    } catch (reason) {
      refuse(reason);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return {
    busy,
    refusal: corrections.isDone() ? null : refusal,
    run,
    form,
    clear: () => setRefusal(null),
    error: corrections.error,
    correct: corrections.add,
  };
}

export type Submit = ReturnType<typeof useSubmit>;

/** Raises: ApiError, as the server would, when a field has an error. */
export function checkFields(fields: Record<string, string | undefined>): void {
  const invalid = Object.entries(fields).filter((entry): entry is [string, string] => !!entry[1]);
  if (invalid.length)
    throw new ApiError(422, 'Invalid', 'Please check what is marked below.', Object.fromEntries(invalid));
}

/** Returns the error with its fields' sentences in the message, for a form that shows none of these fields. */
function withFieldErrors(error: ApiError): ApiError {
  const sentences = [...new Set(Object.values(error.fields))].join(' ');
  return sentences ? new ApiError(error.status, error.code, sentences, {}, error.fresh) : error;
}

interface FormProps {
  submit: Submit;
  onSend: () => Promise<void>;
  children: ComponentChildren;
  class?: string;
  label?: string;
}

export function Form({ submit, onSend, children, class: more, label }: FormProps) {
  return (
    <form
      ref={submit.form}
      class={more}
      aria-label={label}
      noValidate
      onInput={(event) => !isChosen(event.target) && submit.correct(event.target)}
      onChange={(event) => isChosen(event.target) && submit.correct(event.target)}
      onSubmit={(event) => {
        event.preventDefault();
        void submit.run(onSend);
      }}
    >
      <FormProblem refusal={submit.refusal} />
      {children}
    </form>
  );
}

/** Whether an input has its new value only with the event `change`; rendered before that, it would lose the value. */
function isChosen(target: EventTarget | null): boolean {
  const isTicked = target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type);
  return isTicked || target instanceof HTMLSelectElement;
}

/** Shows why something was not done; a form has it on top, and a single button needs one beside it. */
export function FormProblem({ refusal }: { refusal: ApiError | null }) {
  return (
    <div role="alert" class="form-problem" tabIndex={-1}>
      {refusal && (
        <p class="callout danger">
          <Icon path={icons.alert} />
          <span>{refusal.message}</span>
        </p>
      )}
    </div>
  );
}

function focusFirstInvalid(form: HTMLFormElement | null): void {
  const invalid =
    form?.querySelector<HTMLElement>('[aria-invalid]') ?? form?.querySelector<HTMLElement>('.form-problem');
  invalid?.focus();
}
