'use strict';

const FAILED = 'payment_intent_authentication_failure';
const button = (name) => document.getElementById(name);
const say = (sentence) => (document.getElementById('status').textContent = sentence);

async function intentOf({ key, clientSecret }) {
  const [id] = clientSecret.split('_secret_');
  const query = new URLSearchParams({ client_secret: clientSecret });
  const answer = await fetch(`/v1/payment_intents/${id}?${query}`, { headers: { Authorization: `Bearer ${key}` } });
  const body = await answer.json();
  return answer.ok ? { paymentIntent: body } : { error: body.error };
}

function outcome(result) {
  const error = result.paymentIntent?.last_payment_error;
  return error ? { error: { ...error, payment_intent: result.paymentIntent } } : result;
}

async function decide(request, passed) {
  for (const name of ['complete', 'fail']) button(name).disabled = true;
  say('One moment…');
  const body = JSON.stringify({ key: request.key, client_secret: request.clientSecret, passed });
  await fetch('/_fake/authenticate', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return outcome(await intentOf(request));
}

/** Returns the intent: at once if no check is due, else after the person chose. `onStop` registers a call for a closed window. */
async function run(request, onStop) {
  const result = await intentOf(request);
  if (request.silent || result.paymentIntent?.status !== 'requires_action') return result;
  say(`Allow this payment of ${amount(result.paymentIntent)}?`);
  for (const name of ['complete', 'fail']) button(name).disabled = false;
  button('complete').focus();
  const passed = await new Promise((choose) => {
    button('complete').addEventListener('click', () => choose(true));
    button('fail').addEventListener('click', () => choose(false));
    onStop(() => choose(false));
  });
  return decide(request, passed);
}

function amount({ amount: minor, currency }) {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

const broken = () => ({ error: { type: 'api_connection_error', message: "Your bank's page could not be reached. Try again." } });

const receive = (event) => {
  // Only the page that contains this frame may connect, and only once.
  if (event.source !== window.parent || window.parent === window || event.ports.length !== 1) return;
  window.removeEventListener('message', receive);
  const [port] = event.ports;
  new ResizeObserver(() => port.postMessage({ kind: 'height', pixels: document.body.offsetHeight })).observe(document.body);
  const onStop = (stop) => (port.onmessage = ({ data }) => data.kind === 'fail' && stop());
  run(event.data, onStop).catch(broken).then((answer) => port.postMessage({ kind: 'answer', answer }));
};
window.addEventListener('message', receive);

/** Runs the check as a page that was opened by redirect, then returns to the page of the payment. */
async function runAsPage(query) {
  const request = { key: query.get('key'), clientSecret: query.get('payment_intent_client_secret') };
  const { error, paymentIntent } = await run(request, () => {}).catch(broken);
  const back = new URL(query.get('return_url'));
  back.searchParams.set('payment_intent', (paymentIntent ?? error?.payment_intent)?.id ?? '');
  back.searchParams.set('payment_intent_client_secret', request.clientSecret);
  back.searchParams.set('redirect_status', error ? 'failed' : 'succeeded');
  if (error?.code === FAILED) say('Not confirmed.');
  if (/^https?:$/.test(back.protocol)) location.replace(back);
}

if (window.parent === window) runAsPage(new URLSearchParams(location.search));
