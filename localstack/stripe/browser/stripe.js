/* The processor's browser library in small: the same global name, card fields in frames of this script's origin. */
(() => {
  'use strict';

  const ORIGIN = new URL(document.currentScript.src).origin;
  const SECRET = /^(pi_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/;
  const CONNECT_MS = 15000;

  const wrong = (message) => Object.assign(new Error(message), { name: 'IntegrationError' });

  /** A frame of ours and a private channel to it; `first` is what it is told before anything else. */
  function frame(path, title, first, hear) {
    const element = document.createElement('iframe');
    element.title = title;
    element.src = `${ORIGIN}${path}`;
    Object.assign(element.style, { border: '0', width: '100%', display: 'block', height: '20rem' });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => hear(data);
    // The channel goes to our origin only: a frame that was led elsewhere never gets it.
    element.addEventListener('load', () => element.contentWindow.postMessage(first, ORIGIN, [port2]), { once: true });
    return { element, tell: (message) => port1.postMessage(message), close: () => (port1.close(), element.remove()) };
  }

  class PaymentElement {
    constructor(key, options) {
      this.listeners = {};
      this.asked = new Map();
      this.first = { key, appearance: options.appearance ?? {} };
    }

    mount(where) {
      const place = typeof where === 'string' ? document.querySelector(where) : where;
      if (!(place instanceof Element)) throw wrong('The selector or element to mount on does not exist.');
      this.frame?.close();
      this.frame = frame('/v3/fields', 'Secure payment input frame', this.first, (heard) => this.hear(heard));
      place.replaceChildren(this.frame.element);
      this.patience = setTimeout(() => this.emit('loaderror', { error: { type: 'api_connection_error' } }), CONNECT_MS);
      return this;
    }

    hear(heard) {
      if (heard.kind === 'height') this.frame.element.style.height = `${heard.pixels}px`;
      if (heard.kind === 'ready') clearTimeout(this.patience);
      if (heard.kind === 'answer') this.asked.get(heard.id)?.(heard.answer);
      else if (heard.kind !== 'height') this.emit(heard.kind, heard.event ?? {});
    }

    ask(kind) {
      if (!this.frame) throw wrong('The Payment Element must be mounted first.');
      const id = crypto.randomUUID();
      return new Promise((answered) => {
        this.asked.set(id, answered);
        this.frame.tell({ kind, id });
      }).finally(() => this.asked.delete(id));
    }

    on(name, listener) {
      (this.listeners[name] ??= []).push(listener);
      return this;
    }

    off(name) {
      delete this.listeners[name];
      return this;
    }

    emit(name, event) {
      for (const listener of this.listeners[name] ?? []) listener({ elementType: 'payment', ...event });
    }

    focus() {
      this.frame?.tell({ kind: 'focus' });
    }

    update() {}

    unmount() {
      clearTimeout(this.patience);
      this.frame?.close();
      this.frame = undefined;
    }

    destroy() {
      this.unmount();
    }
  }

  class Elements {
    constructor(key, options) {
      const { mode, amount, currency } = options;
      if (mode !== 'payment') throw wrong("elements(): mode must be 'payment'.");
      if (!Number.isInteger(amount) || amount < 1) throw wrong('elements(): amount must be a positive whole number of minor units.');
      if (!/^[a-z]{3}$/.test(currency ?? '')) throw wrong('elements(): currency must be three small letters.');
      this.key = key;
      this.options = options;
      this.submitted = false;
    }

    create(kind) {
      if (kind !== 'payment') throw wrong(`elements.create(): no element named ${kind} here.`);
      if (this.payment) throw wrong('elements.create(): there is a Payment Element already.');
      this.payment = new PaymentElement(this.key, this.options);
      this.payment.on('change', () => (this.submitted = false));
      return this.payment;
    }

    getElement(kind) {
      return kind === 'payment' ? (this.payment ?? null) : null;
    }

    update(options) {
      Object.assign(this.options, options);
    }

    async fetchUpdates() {
      return {};
    }

    async submit() {
      if (!this.payment) throw wrong('elements.submit(): create a Payment Element first.');
      const answer = await this.payment.ask('submit');
      this.submitted = !answer.error;
      return answer;
    }
  }

  /** Shows the bank's step over the page, or with `silent` only reads the intent. */
  function challenge(key, clientSecret, silent) {
    if (!SECRET.test(clientSecret ?? '')) throw wrong('A client secret of a PaymentIntent is needed.');
    const dialog = document.createElement('dialog');
    return new Promise((answered) => {
      const hear = (heard) => {
        if (heard.kind === 'height') step.element.style.height = `${heard.pixels}px`;
        if (heard.kind === 'answer') answered(heard.answer);
      };
      const step = frame('/v3/challenge', "Your bank's check", { key, clientSecret, silent }, hear);
      dialog.setAttribute('aria-label', "Your bank's check");
      Object.assign(dialog.style, { border: '0', padding: '0', width: 'min(26rem, 92vw)', borderRadius: '0.75rem', overflow: 'hidden' });
      dialog.addEventListener('cancel', (event) => (event.preventDefault(), step.tell({ kind: 'fail' })));
      dialog.append(step.element);
      document.body.append(dialog);
      if (silent) dialog.style.display = 'none';
      else dialog.showModal();
    }).finally(() => dialog.remove());
  }

  window.Stripe = function Stripe(key) {
    if (!/^pk_(test|live)_\w+$/.test(key ?? '')) throw wrong('Please call Stripe() with your publishable key.');
    return {
      elements: (options = {}) => new Elements(key, options),
      async createConfirmationToken({ elements } = {}) {
        if (!(elements instanceof Elements)) throw wrong('createConfirmationToken(): elements is missing.');
        if (!elements.submitted) throw wrong('elements.submit() must be called before createConfirmationToken().');
        return elements.payment.ask('token');
      },
      handleNextAction: async ({ clientSecret } = {}) => challenge(key, clientSecret, false),
      retrievePaymentIntent: async (clientSecret) => challenge(key, clientSecret, true),
    };
  };
  window.Stripe.version = 3;
})();
