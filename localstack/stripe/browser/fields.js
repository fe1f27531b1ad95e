'use strict';

const FIELDS = ['number', 'expiry', 'cvc', 'zip'];
const input = (name) => document.getElementById(name);
const digits = (name) => input(name).value.replace(/\D/g, '');
const isAmex = () => /^3[47]/.test(digits('number'));

function groups(text) {
  const sizes = /^3[47]/.test(text) ? [4, 6, 5] : [4, 4, 4, 4, 3];
  let at = 0;
  return sizes.map((size) => text.slice(at, (at += size))).filter(Boolean).join(' ');
}

const shapes = {
  number: (text) => groups(text.replace(/\D/g, '').slice(0, /^3[47]/.test(text) ? 15 : 19)),
  expiry: (text) => {
    const typed = text.replace(/\D/g, '');
    const four = (/^[2-9]/.test(typed) ? `0${typed}` : typed).slice(0, 4);
    return four.length > 2 ? `${four.slice(0, 2)} / ${four.slice(2)}` : four;
  },
  cvc: (text) => text.replace(/\D/g, '').slice(0, isAmex() ? 4 : 3),
  zip: (text) => text.slice(0, 10),
};

function luhn(number) {
  const sum = [...number].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const checks = {
  number() {
    const number = digits('number');
    if (number.length < (isAmex() ? 15 : /^3[068]/.test(number) ? 14 : 16)) return ['incomplete_number', 'Your card number is incomplete.'];
    return luhn(number) ? [] : ['invalid_number', 'Your card number is invalid.'];
  },
  expiry() {
    const [month, year] = [Number(digits('expiry').slice(0, 2)), Number(digits('expiry').slice(2))];
    if (digits('expiry').length < 4) return ['incomplete_expiry', "Your card's expiration date is incomplete."];
    if (month < 1 || month > 12) return ['invalid_expiry_month', "Your card's expiration month is invalid."];
    const past = new Date(2000 + year, month, 1) <= new Date();
    return past ? ['invalid_expiry_year_past', "Your card's expiration date is in the past."] : [];
  },
  cvc: () => (digits('cvc').length < (isAmex() ? 4 : 3) ? ['incomplete_cvc', "Your card's security code is incomplete."] : []),
  zip: () => (/^\d{5}(-?\d{4})?$/.test(input('zip').value.trim()) ? [] : ['incomplete_zip', 'Your ZIP code is incomplete.']),
};

function show(name, sentence) {
  input(name).setAttribute('aria-invalid', String(Boolean(sentence)));
  document.getElementById(`${name}-wrong`).textContent = sentence;
}

/** Shows what is wrong at each field and focuses the first; returns `{}` or `{error}`. */
function submit() {
  const wrong = FIELDS.map((name) => [name, ...checks[name]()]);
  for (const [name, , sentence = ''] of wrong) show(name, sentence);
  const first = wrong.find(([, code]) => code);
  if (!first) return {};
  input(first[0]).focus();
  return { error: { type: 'validation_error', code: first[1], message: first[2] } };
}

async function token(key) {
  const card = {
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': digits('number'),
    'payment_method_data[card][exp_month]': digits('expiry').slice(0, 2),
    'payment_method_data[card][exp_year]': `20${digits('expiry').slice(2)}`,
    'payment_method_data[card][cvc]': digits('cvc'),
    'payment_method_data[billing_details][address][postal_code]': input('zip').value.trim(),
  };
  const headers = { Authorization: `Bearer ${key}` };
  try {
    const answer = await fetch('/v1/confirmation_tokens', { method: 'POST', headers, body: new URLSearchParams(card) });
    const body = await answer.json();
    return answer.ok ? { confirmationToken: body } : { error: body.error };
  } catch {
    return { error: { type: 'api_connection_error', message: 'The card could not be sent. Check your connection and try again.' } };
  }
}

function setAppearance({ theme, variables = {} }) {
  const root = document.documentElement.style;
  if (theme) root.colorScheme = theme === 'night' ? 'dark' : 'light';
  const names = { colorPrimary: '--accent', colorBackground: '--field', colorText: '--ink', colorDanger: '--danger', borderRadius: '--radius' };
  for (const [name, value] of Object.entries(variables)) if (names[name]) root.setProperty(names[name], value);
}

function connect({ key, appearance }, port) {
  const changed = () => {
    const complete = FIELDS.every((name) => !checks[name]().length);
    const empty = FIELDS.every((name) => !input(name).value);
    port.postMessage({ kind: 'change', event: { complete, empty, value: { type: 'card' } } });
  };
  port.onmessage = async ({ data: { kind, id } }) => {
    if (kind === 'focus') input('number').focus();
    if (kind === 'submit') port.postMessage({ kind: 'answer', id, answer: submit() });
    if (kind === 'token') port.postMessage({ kind: 'answer', id, answer: await token(key) });
  };
  setAppearance(appearance);
  for (const name of FIELDS) {
    input(name).addEventListener('input', ({ target }) => {
      const [before, atEnd] = [target.value, target.selectionStart === target.value.length];
      const shaped = shapes[name](before);
      if (shaped !== before && atEnd) target.value = shaped;
      show(name, '');
      changed();
    });
    input(name).addEventListener('blur', () => input(name).value && show(name, checks[name]()[1] ?? ''));
  }
  new ResizeObserver(() => port.postMessage({ kind: 'height', pixels: document.body.offsetHeight })).observe(document.body);
  port.postMessage({ kind: 'ready' });
}

document.getElementById('card').addEventListener('submit', (event) => event.preventDefault());
const receive = (event) => {
  // Only the page that contains this frame may connect, and only once.
  if (event.source !== window.parent || window.parent === window || event.ports.length !== 1) return;
  window.removeEventListener('message', receive);
  connect(event.data, event.ports[0]);
};
window.addEventListener('message', receive);
