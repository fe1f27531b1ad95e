import { useState } from 'preact/hooks';
import type { Wait } from '../api/waitlist';
import { Area } from '../ui/area';
import * as icons from '../ui/icons';
import { Pill } from '../ui/pill';
import { OfferDialog } from './waitlist-offer';
import { WithdrawDialog } from './waitlist-withdraw';
import { instantWords, NOBODY_LEFT, wishWords } from './waitlist-words';

/** Lists who waits, as staff see it, each with what staff can do. */
export function StaffWaits({ of }: { of: Wait[] }) {
  return (
    <ul>
      {of.map((each) => (
        <li key={each.id}>
          <Area of={each}>
            <StaffWait of={each} />
          </Area>
        </li>
      ))}
    </ul>
  );
}

function StaffWait({ of }: { of: Wait }) {
  const [dialog, setDialog] = useState<'offer' | 'withdraw'>();
  const close = (): void => setDialog(undefined);
  return (
    <>
      <div>
        <p>
          <strong>{of.client.name}</strong>, {of.service.name}
        </p>
        <p class="hint">
          {wishWords(of)} · waits since {instantWords(of.created_at)}
        </p>
        {!of.can_be_offered && <p class="field-error">{NOBODY_LEFT}</p>}
        {of.offer && (
          <p>
            <Pill icon={icons.clock} tone="amber" words="Offered" /> {instantWords(of.offer.starts_at)} with{' '}
            {of.offer.provider.name}, until {instantWords(of.offer.ends_at)}
          </p>
        )}
      </div>
      <div class="head-acts">
        <button type="button" onClick={() => setDialog('withdraw')}>
          Remove<span class="unseen"> {of.client.name}</span>
        </button>
        {!of.offer && (
          <button type="button" onClick={() => setDialog('offer')}>
            Offer a time<span class="unseen"> to {of.client.name}</span>
          </button>
        )}
      </div>
      {dialog === 'offer' && <OfferDialog of={of} onClose={close} />}
      {dialog === 'withdraw' && <WithdrawDialog of={of} onClose={close} />}
    </>
  );
}
