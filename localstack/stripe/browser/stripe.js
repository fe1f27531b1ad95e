/* A small version of Stripe's browser library, with the same global name and card fields in frames of this origin. */
(() => {
  'use strict';

  const ORIGIN = new URL(document.currentScript.src).origin;
  const SECRET = /^(pi_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/;
  const CONNECT_MS = 15000;

  const wrong = (message) => Object.assign(new Error(message), { name: 'IntegrationError' });

  /** Makes a frame of this origin and a private channel to it; `first` is its first message. */
  function frame(path, title, first, receive) {
    const element = document.createElement('iframe');
    element.title = title;
    element.src = `${ORIGIN}${path}`;
    Object.assign(element.style, { border: '0', width: '100%', display: 'block', height: '20rem' });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => receive(data);
    // Only our origin gets the channel: a frame that navigated elsewhere never gets it.
    element.addEventListener('load', () => element.contentWindow.postMessage(first, ORIGIN, [port2]), { once: true });
    return { element, tell: (message) => port1.postMessage(message), close: () => (port1.close(), element.remove()) };
  }

  class PaymentElement {
    constructor(key, options) {
      this.listeners = {};
      this.answers = new Map();
      this.first = { key, appearance: options.appearance ?? {} };
    }

    mount(where) {
      const place = typeof where === 'string' ? document.querySelector(where) : where;
      if (!(place instanceof Element)) throw wrong('The selector or element to mount on does not exist.');
      this.frame?.close();
      this.frame = frame('/v3/fields', 'Secure payment input frame', this.first, (message) => this.receive(message));
      place.replaceChildren(this.frame.element);
      this.patience = setTimeout(() => this.emit('loaderror', { error: { type: 'api_connection_error' } }), CONNECT_MS);
      return this;
    }

    receive(message) {
      if (message.kind === 'height') this.frame.element.style.height = `${message.pixels}px`;
      if (message.kind === 'ready') clearTimeout(this.patience);
      if (message.kind === 'answer') this.answers.get(message.id)?.(message.answer);
      else if (message.kind !== 'height') this.emit(message.kind, message.event ?? {});
    }

    ask(kind) {
      if (!this.frame) throw wrong('The Payment Element must be mounted first.');
      const id = crypto.randomUUID();
      return new Promise((resolve) => {
        this.answers.set(id, resolve);
        this.frame.tell({ kind, id });
      }).finally(() => this.answers.delete(id));
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

  /** Shows the bank's check over the page; with `silent` it only reads the intent. */
  function challenge(key, clientSecret, silent) {
    if (!SECRET.test(clientSecret ?? '')) throw wrong('A client secret of a PaymentIntent is needed.');
    const dialog = document.createElement('dialog');
    return new Promise((resolve) => {
      const receive = (message) => {
        if (message.kind === 'height') step.element.style.height = `${message.pixels}px`;
        if (message.kind === 'answer') resolve(message.answer);
      };
      const step = frame('/v3/challenge', "Your bank's check", { key, clientSecret, silent }, receive);
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
