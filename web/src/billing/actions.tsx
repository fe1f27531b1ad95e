import type { Action, Invoice } from '../api/types';
import { me } from '../session/session';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Menu } from '../ui/menu';

const WORDS: Record<Exclude<Action, 'pay'>, string> = {
  send: 'Send Invoice',
  edit: 'Edit',
  delete: 'Delete draft',
  refund: 'Refund',
  receipt: 'Receipt',
  record_payment: 'Record payment',
  reverse_payment: 'Reverse a payment',
  remind: 'Send reminder',
  forgive: 'Forgive',
  void: 'Void',
};
/** Actions with a button; the first allowed one is primary. The others are in the menu. */
const FRONT: Action[] = ['send', 'record_payment', 'refund', 'edit', 'receipt'];
const REST: Action[] = ['remind', 'reverse_payment', 'forgive', 'void', 'delete'];

interface ActionsProps {
  invoice: Invoice;
  onAsk: (action: Action) => void;
}

export function Actions({ invoice, onAsk }: ActionsProps) {
  if (me.value?.role === 'client') return null;
  const front = FRONT.filter((action) => invoice.actions.includes(action));
  const rest = REST.filter((action) => invoice.actions.includes(action));
  if (!front.length && !rest.length) return null;
  return (
    <div class="actions">
      {front.map((action, place) =>
        action === 'receipt' ? (
          <a key={action} class="button" href={`/billing/invoices/${invoice.id}/receipt`}>
            {WORDS.receipt}
          </a>
        ) : (
          <button key={action} type="button" class={place === 0 ? 'primary' : ''} onClick={() => onAsk(action)}>
            {WORDS[action as keyof typeof WORDS]}
          </button>
        ),
      )}
      {rest.length > 0 && (
        <Menu label={<Icon path={icons.more} />} name="More actions" class="square dots">
          {rest.map((action) => (
            <button
              key={action}
              type="button"
              class={action === 'void' || action === 'delete' ? 'risky' : ''}
              onClick={() => onAsk(action)}
            >
              {WORDS[action as keyof typeof WORDS]}
            </button>
          ))}
        </Menu>
      )}
    </div>
  );
}
