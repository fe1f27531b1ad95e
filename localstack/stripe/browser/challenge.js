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

function ending(found) {
  const error = found.paymentIntent?.last_payment_error;
  return error ? { error: { ...error, payment_intent: found.paymentIntent } } : found;
}

async function decide(asked, passed) {
  for (const name of ['complete', 'fail']) button(name).disabled = true;
  say('One moment…');
  const body = JSON.stringify({ key: asked.key, client_secret: asked.clientSecret, passed });
  await fetch('/_fake/authenticate', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return ending(await intentOf(asked));
}

/** The intent at once when nothing is to be done, else after the person has chosen. `stop` hears of a closed window. */
async function run(asked, hearStop) {
  const found = await intentOf(asked);
  if (asked.silent || found.paymentIntent?.status !== 'requires_action') return found;
  say(`Allow this payment of ${amount(found.paymentIntent)}?`);
  for (const name of ['complete', 'fail']) button(name).disabled = false;
  button('complete').focus();
  const passed = await new Promise((chosen) => {
    button('complete').addEventListener('click', () => chosen(true));
    button('fail').addEventListener('click', () => chosen(false));
    hearStop(() => chosen(false));
  });
  return decide(asked, passed);
}

function amount({ amount: minor, currency }) {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

const broken = () => ({ error: { type: 'api_connection_error', message: "Your bank's page could not be reached. Try again." } });

const hear = (event) => {
  // Only the page that holds this frame, and only once.
  if (event.source !== window.parent || window.parent === window || event.ports.length !== 1) return;
  window.removeEventListener('message', hear);
  const [port] = event.ports;
  new ResizeObserver(() => port.postMessage({ kind: 'height', pixels: document.body.offsetHeight })).observe(document.body);
  const stop = (chosen) => (port.onmessage = ({ data }) => data.kind === 'fail' && chosen());
  run(event.data, stop).catch(broken).then((answer) => port.postMessage({ kind: 'answer', answer }));
};
window.addEventListener('message', hear);

/** Reached by redirect, as a page of its own: go back to where the payment began. */
async function alone(query) {
  const asked = { key: query.get('key'), clientSecret: query.get('payment_intent_client_secret') };
  const { error, paymentIntent } = await run(asked, () => {}).catch(broken);
  const back = new URL(query.get('return_url'));
  back.searchParams.set('payment_intent', (paymentIntent ?? error?.payment_intent)?.id ?? '');
  back.searchParams.set('payment_intent_client_secret', asked.clientSecret);
  back.searchParams.set('redirect_status', error ? 'failed' : 'succeeded');
  if (error?.code === FAILED) say('Not confirmed.');
  if (/^https?:$/.test(back.protocol)) location.replace(back);
}

if (window.parent === window) alone(new URLSearchParams(location.search));
