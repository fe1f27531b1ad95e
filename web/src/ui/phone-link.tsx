import type { ComponentChildren } from 'preact';

interface PhoneLinkProps {
  phone: string;
  class?: string;
  children?: ComponentChildren;
}

/** Links to a telephone number, so that a press on a phone calls it. */
export function PhoneLink({ phone, class: look, children = phone }: PhoneLinkProps) {
  return (
    <a class={look} href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
      {children}
    </a>
  );
}
