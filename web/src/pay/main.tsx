import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { me, startSession, startError } from '../session/session';
import { IdleWarning } from '../session/idle-warning';
import '../ui/styles/app.css';
import './pay.css';
import { Mark } from '../ui/icon';
import { LoadError, Skeleton } from '../ui/load-states';
import { begin } from './payment';
import { Stages } from './stages';

const invoice = new URLSearchParams(location.search).get('invoice') ?? '';

function Pay() {
  const who = me.value;
  const person = who?.person.id;
  const isSignedOut = who === null;
  useEffect(() => startSession((url) => location.replace(url)), []);
  useEffect(() => {
    if (isSignedOut) location.replace(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    if (person) void begin(invoice);
  }, [person, isSignedOut]);
  return (
    <>
      <header class="bar">
        <div class="bar-in">
          <span class="brand">
            <Mark />
            <span>{who?.practice.name ?? 'Clocktree'}</span>
          </span>
          <a class="button ghost" href={`/client/invoices/${invoice}`}>
            Back<span class="unseen"> to the invoice</span>
          </a>
        </div>
      </header>
      <main id="main" class="shell pay">
        {startError.value && <LoadError error={startError.value} retry={() => location.reload()} />}
        {who ? <Stages invoice={invoice} /> : <Skeleton lines={5} />}
      </main>
      <IdleWarning />
    </>
  );
}

const root = document.getElementById('app');
if (root) render(<Pay />, root);
