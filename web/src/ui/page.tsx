import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { setTitle } from './document-title';
import { Icon, type IconPath } from './icon';
import * as icons from './sign-in-icons';

let first = true;

interface PageProps {
  /** Also the document's title: never a client's name. */
  title: string;
  heading?: ComponentChildren;
  back?: { href: string; label: string };
  side?: ComponentChildren;
  children: ComponentChildren;
  narrow?: boolean;
}

export function Page({ title, heading, back, side, children, narrow }: PageProps) {
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    setTitle(title);
    if (!first) h1.current?.focus();
    first = false;
  }, [title]);
  return (
    <div class={narrow ? 'page narrow' : 'page'}>
      {back && (
        <a class="back" href={back.href}>
          <Icon path={icons.chevron} />
          {back.label}
        </a>
      )}
      <header class="page-head">
        <h1 ref={h1} tabIndex={-1}>
          {heading ?? title}
        </h1>
        {side}
      </header>
      {children}
    </div>
  );
}

export function Empty({ icon, children }: { icon: IconPath; children: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon path={icon} />
      {children}
    </div>
  );
}

export function Callout({ tone, icon, children }: { tone: string; icon: IconPath; children: ComponentChildren }) {
  return (
    <div class={`callout ${tone}`}>
      <Icon path={icon} />
      <div>{children}</div>
    </div>
  );
}
