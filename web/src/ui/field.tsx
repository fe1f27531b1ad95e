import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Icon } from './icon';
import * as icons from './sign-in-icons';

export interface FieldProps {
  label: string;
  name: string;
  value: string;
  onValue: (value: string) => void;
  hint?: ComponentChildren;
  error?: string;
  optional?: boolean;
}

interface InputProps extends FieldProps {
  type?: 'email' | 'search' | 'tel' | 'text' | 'time';
  autocomplete?: string;
  inputMode?: 'numeric' | 'decimal';
  maxLength?: number;
  list?: string;
  spellcheck?: boolean;
  autocapitalize?: 'none';
}

interface FieldFrameProps extends Pick<FieldProps, 'label' | 'hint' | 'error' | 'optional'> {
  id: string;
  children: ComponentChildren;
}

export function FieldFrame({ id, label, hint, error, optional, children }: FieldFrameProps) {
  return (
    <div class="field">
      <label for={id}>
        {label} {optional && <span class="muted">(optional)</span>}
      </label>
      {children}
      {error ? (
        <p class="field-error" id={`${id}-error`}>
          <Icon path={icons.alert} />
          {error}
        </p>
      ) : (
        hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

/** Returns the attributes that connect an input with its hint or error. */
export function inputAttributes(id: string, error: string | undefined, hint: unknown) {
  return {
    id,
    'aria-invalid': error ? (true as const) : undefined,
    'aria-describedby': error ? `${id}-error` : hint ? `${id}-hint` : undefined,
  };
}

export function Field({ label, value, onValue, hint, error, optional, ...input }: InputProps) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hint, error, optional }}>
      <input
        {...input}
        {...inputAttributes(id, error, hint)}
        value={value}
        onInput={(e) => onValue(e.currentTarget.value)}
      />
    </FieldFrame>
  );
}

type PasswordProps = FieldProps & Pick<InputProps, 'autocomplete'>;

export function Password({ label, name, value, onValue, hint, error, optional, autocomplete }: PasswordProps) {
  const id = useId();
  const [isVisible, setIsVisible] = useState(false);
  return (
    <FieldFrame {...{ id, label, hint, error, optional }}>
      <div class="with-button">
        <input
          {...inputAttributes(id, error, hint)}
          name={name}
          autocomplete={autocomplete}
          {...(isVisible ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
          value={value}
          onInput={(e) => onValue(e.currentTarget.value)}
        />
        <button type="button" class="ghost" aria-pressed={isVisible} onClick={() => setIsVisible(!isVisible)}>
          Show<span class="unseen"> {label.toLowerCase()}</span>
        </button>
      </div>
    </FieldFrame>
  );
}
