import { useId } from 'preact/hooks';
import { currencySign } from '../kernel/money';
import { FieldFrame, inputAttributes, type FieldProps } from './field';

export function MoneyField({ currency, ...props }: FieldProps & { currency: string }) {
  const id = useId();
  const { label, hint, error, name, value, onValue } = props;
  return (
    <FieldFrame {...{ id, label, hint, error }}>
      <div class="money">
        <span aria-hidden="true">{currencySign(currency)}</span>
        <input
          {...inputAttributes(id, error, hint)}
          name={name}
          inputMode="decimal"
          autocomplete="off"
          value={value}
          onInput={(e) => onValue(e.currentTarget.value)}
        />
      </div>
    </FieldFrame>
  );
}
