import { useId } from 'preact/hooks';
import { sign } from '../kernel/money';
import { Frame, tie, type FieldProps } from './field';

export function MoneyField({ currency, ...props }: FieldProps & { currency: string }) {
  const id = useId();
  const { label, hint, error, name, value, onValue } = props;
  return (
    <Frame {...{ id, label, hint, error }}>
      <div class="money">
        <span aria-hidden="true">{sign(currency)}</span>
        <input
          {...tie(id, error, hint)}
          name={name}
          inputMode="decimal"
          autocomplete="off"
          value={value}
          onInput={(e) => onValue(e.currentTarget.value)}
        />
      </div>
    </Frame>
  );
}
