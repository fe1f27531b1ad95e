import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Me } from '../api/types';
import { HOME_PATHS, me } from '../session/session';
import { Icon, Mark } from '../ui/icon';
import * as icons from '../ui/icons';

interface VisitPageProps {
  title: string;
  lead?: ComponentChildren;
  back?: boolean;
  children: ComponentChildren;
}

/** Shows the frame of all pages of a visit but the call. */
export function VisitPage({ title, lead, back = true, children }: VisitPageProps) {
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => h1.current?.focus(), [title]);
  return (
    <>
      <header class="bar">
        <div class="bar-in">
          <span class="brand">
            <Mark />
            <span>{me.value?.practice.name ?? 'Clocktree'}</span>
          </span>
          {back && (
            <a class="button ghost" href={homePath()}>
              Back<span class="unseen"> to your pages</span>
            </a>
          )}
        </div>
      </header>
      <main id="main" class="shell room">
        <header class="room-head">
          <h1 ref={h1} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="muted">{lead}</p>}
        </header>
        {children}
      </main>
    </>
  );
}

export function homePath(): string {
  return me.value ? HOME_PATHS[me.value.role] : '/';
}

function contactOf(practice: Me['practice'] | undefined): string {
  const contacts = new Set([practice?.telephone, practice?.support_contact].filter(Boolean));
  return contacts.size ? `: ${[...contacts].join(', ')}` : ' by phone';
}

/** Shows the practice's contact, in case nothing works. */
export function SupportContact() {
  const practice = me.value?.practice;
  return (
    <p class="by-phone hint">
      <Icon path={icons.help} />
      <span>
        If nothing works, turn to {practice?.name ?? 'your practice'}
        {contactOf(practice)}.{' '}
        <a href="/help/video" target="_blank" rel="noreferrer">
          Help for video visits
        </a>
      </span>
    </p>
  );
}

export function Unrecorded() {
  return (
    <p class="unrecorded hint">
      <Icon path={icons.lock} />
      Nobody is recorded.
    </p>
  );
}
