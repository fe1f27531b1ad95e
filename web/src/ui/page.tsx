import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';
import { setTitle } from './document-title';
import { Icon, type IconPath } from './icon';
import { restorePlace, returnAddress } from './place';
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
  const { route } = useLocation();
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    setTitle(title);
    if (!restorePlace() && !first) h1.current?.focus();
    first = false;
  }, [title]);
  return (
    <div class={narrow ? 'page narrow' : 'page'}>
      {back && (
        <a class="back" href={back.href} onClick={(event) => returnTo(event, back.href, route)}>
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

/** Goes back to a list as it was left, with its filters and its place. */
function returnTo(event: MouseEvent, href: string, route: (url: string) => void): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  route(returnAddress(href));
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
