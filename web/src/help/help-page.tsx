import type { ComponentChildren } from 'preact';
import { me } from '../session/session';
import { Mark } from '../ui/icon';
import { Page } from '../ui/page';
import '../ui/styles/app.css';

interface HelpPageProps {
  title: string;
  back?: { href: string; label: string };
  children: ComponentChildren;
}

/** Shows a help page, with or without a signed-in user. */
export function HelpPage({ title, back, children }: HelpPageProps) {
  const page = (
    <Page title={title} back={back} narrow>
      {children}
    </Page>
  );
  if (me.value) return page;
  return (
    <>
      <header class="bar">
        <div class="bar-in">
          <a class="brand" href="/">
            <Mark />
            <span>Clocktree</span>
          </a>
          <a class="button ghost" href="/sign-in">
            Sign in
          </a>
        </div>
      </header>
      <main id="main" class="shell">
        {page}
      </main>
    </>
  );
}
